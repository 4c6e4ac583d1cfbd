// SPDX-License-Identifier: GPL-2.0
/*
 * Subroutines on network addresses: inet_ntoa, inet_ntoa6, inet_ntop, link_ntop. Addresses in
 * memory are in network byte order.
 */
#include "subr_str.h"

#define AF_INET_LINUX	2
#define AF_INET6_LINUX	10
#define INET_SIZE	16	/* "255.255.255.255" and NUL */
#define INET6_SIZE	46
#define ARPHRD_ETHER_LINUX	1
#define ARPHRD_INFINIBAND_LINUX	32
#define LINK_MOST	20	/* bytes of an InfiniBand address; the longest */

static char *put_number(char *to, u32 v, u32 base)
{
	char digit[8];
	u32 n = 0;

	do {
		digit[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v);
	while (n)
		*to++ = digit[--n];
	return to;
}

static char *put_quad(char *to, const u8 *b)
{
	u32 i;

	for (i = 0; i < 4; i++) {
		if (i)
			*to++ = '.';
		to = put_number(to, b[i], 10);
	}
	return to;
}

static u32 group(const u8 *b, u32 i)
{
	return b[2 * i] << 8 | b[2 * i + 1];
}

/*
 * Longest run of at least two zero groups among n, the first of equals; *len is 0 when there is
 * none
 */
static u32 zero_run(const u8 *b, u32 n, u32 *len)
{
	u32 i, start = 0, best = 0, run = 0;

	*len = 0;
	for (i = 0; i < n; i++) {
		run = group(b, i) ? 0 : run + 1;
		if (run > 1 && run > *len) {
			*len = run;
			start = i + 1;
			best = start - run;
		}
	}
	return best;
}

/* The first n groups; what follows them, if anything, starts with a separator already */
static char *put_groups(char *to, const u8 *b, u32 n, bool more)
{
	u32 i = 0, len, run = zero_run(b, n, &len);

	while (i < n) {
		if (len && i == run) {
			*to++ = ':';
			if (!i)
				*to++ = ':';
			i += len;
			continue;
		}
		to = put_number(to, group(b, i), 16);
		i++;
		if (i < n || more)
			*to++ = ':';
	}
	return to;
}

/* How many leading groups precede an embedded IPv4 address: 6, or 0 when there is none */
static u32 embedded(const u8 *b)
{
	u32 i, last = group(b, 6) << 16 | group(b, 7);

	for (i = 0; i < 5; i++)
		if (group(b, i))
			return 0;
	if (group(b, 5) == 0xffff)
		return 6;
	return !group(b, 5) && last > 1 ? 6 : 0;	/* :: and ::1 are IPv6 addresses */
}

static u64 inet4(struct dt_mstate *m, u64 addr)
{
	char *buf = dt_scratch_alloc(m, INET_SIZE, 1);
	u8 b[4];

	if (!buf || dt_copy_in(m, b, addr, sizeof(b)))
		return 0;
	return dt_result_end(m, buf, put_quad(buf, b) - buf);
}

/* strict: an embedded IPv4 address keeps its IPv6 part */
static u64 inet6(struct dt_mstate *m, u64 addr, bool strict)
{
	char *buf = dt_scratch_alloc(m, INET6_SIZE, 1), *to = buf;
	u8 b[16];

	if (!buf || dt_copy_in(m, b, addr, sizeof(b)))
		return 0;
	if (!embedded(b)) {
		to = put_groups(to, b, 8, false);
	} else {
		if (strict)
			to = put_groups(to, b, 6, true);
		to = put_quad(to, b + 12);
	}
	return dt_result_end(m, buf, to - buf);
}

notrace u64 dt_subr_inet_ntoa(struct dt_mstate *m)
{
	return inet4(m, dt_arg(m, 0));
}

notrace u64 dt_subr_inet_ntoa6(struct dt_mstate *m)
{
	return inet6(m, dt_arg(m, 0), m->ntuple > 1 && dt_arg(m, 1));
}

notrace u64 dt_subr_inet_ntop(struct dt_mstate *m)
{
	switch (dt_arg(m, 0)) {
	case AF_INET_LINUX:
		return inet4(m, dt_arg(m, 1));
	case AF_INET6_LINUX:
		return inet6(m, dt_arg(m, 1), true);
	default:
		dt_fault(m, DTRACE_FAULT_ILLOP, 0);
		return 0;
	}
}

static u32 link_length(u64 hardware)
{
	switch (hardware) {
	case ARPHRD_ETHER_LINUX:
		return 6;
	case ARPHRD_INFINIBAND_LINUX:
		return LINK_MOST;
	default:
		return 0;
	}
}

notrace u64 dt_subr_link_ntop(struct dt_mstate *m)
{
	u32 i, n = link_length(dt_arg(m, 0));
	u8 b[LINK_MOST];
	char *buf;

	if (!n) {
		dt_fault(m, DTRACE_FAULT_ILLOP, 0);
		return 0;
	}
	buf = dt_scratch_alloc(m, 3 * n, 1);
	if (!buf || dt_copy_in(m, b, dt_arg(m, 1), n))
		return 0;
	for (i = 0; i < n; i++) {
		buf[3 * i] = "0123456789abcdef"[b[i] >> 4];
		buf[3 * i + 1] = "0123456789abcdef"[b[i] & 15];
		buf[3 * i + 2] = ':';
	}
	return dt_result_end(m, buf, 3 * n - 1);
}
