// SPDX-License-Identifier: GPL-2.0
/* Subroutines on numbers: lltostr, strtoll, byte order, device numbers, rand. */
#include "subr_str.h"
#include "var.h"

#define LLTOSTR_SIZE	65	/* 64 binary digits and NUL */

static bool base_ok(struct dt_mstate *m, u64 base)
{
	if (base >= 2 && base <= 36)
		return true;
	dt_fault(m, DTRACE_FAULT_ILLOP, 0);
	return false;
}

/* Digits of v from the end of buf backwards. Return: where they start. */
static u32 digits(char *buf, u64 v, u32 base)
{
	u32 at = LLTOSTR_SIZE - 1;

	buf[at] = '\0';
	do {
		u32 digit = v - div_u64(v, base) * base;

		buf[--at] = digit < 10 ? '0' + digit : 'a' + digit - 10;
		v = div_u64(v, base);
	} while (v);
	return at;
}

notrace u64 dt_subr_lltostr(struct dt_mstate *m)
{
	s64 v = dt_arg(m, 0);
	u64 base = m->ntuple > 1 ? dt_arg(m, 1) : 10;
	char *buf;
	u32 at;

	if (!base_ok(m, base))
		return 0;
	buf = dt_scratch_alloc(m, LLTOSTR_SIZE, 1);
	if (!buf)
		return 0;
	at = digits(buf, base == 10 && v < 0 ? -(u64)v : (u64)v, base);
	if (base == 10 && v < 0)
		buf[--at] = '-';
	if (base == 16)
		buf[--at] = 'x';
	if (base == 16 || (base == 8 && v))
		buf[--at] = '0';
	return dt_addr(buf + at);
}

static u32 digit_value(u8 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return U32_MAX;
}

/* Skip blanks, sign and the prefix of base 16. Return: index of the first digit. */
static u32 number_start(struct dt_str *s, u32 base, bool *negative)
{
	u32 i = 0;
	u8 c;

	while ((c = dt_str_at(s, i)) == ' ' || c == '\t')
		i++;
	*negative = c == '-';
	if (c == '-' || c == '+')
		i++;
	if (base == 16 && dt_str_at(s, i) == '0' && (dt_str_at(s, i + 1) | 0x20) == 'x' &&
	    digit_value(dt_str_at(s, i + 2)) < 16)
		i += 2;
	return i;
}

notrace u64 dt_subr_strtoll(struct dt_mstate *m)
{
	u64 base = m->ntuple > 1 ? dt_arg(m, 1) : 10, v = 0;
	struct dt_str s;
	bool negative;
	u32 i, digit;

	if (!base_ok(m, base))
		return 0;
	dt_str_open(&s, m, dt_arg(m, 0), m->strsize);
	i = number_start(&s, base, &negative);
	while ((digit = digit_value(dt_str_at(&s, i))) < base) {
		v = v * base + digit;
		i++;
	}
	return negative ? -v : v;
}

/* Both byte orders swap: the machine is little endian, the network big */
static u64 swap16(u64 v) { return __builtin_bswap16(v); }
static u64 swap32(u64 v) { return __builtin_bswap32(v); }

notrace u64 dt_subr_htons(struct dt_mstate *m) { return swap16(dt_arg(m, 0)); }
notrace u64 dt_subr_htonl(struct dt_mstate *m) { return swap32(dt_arg(m, 0)); }
notrace u64 dt_subr_htonll(struct dt_mstate *m) { return __builtin_bswap64(dt_arg(m, 0)); }
notrace u64 dt_subr_ntohs(struct dt_mstate *m) { return swap16(dt_arg(m, 0)); }
notrace u64 dt_subr_ntohl(struct dt_mstate *m) { return swap32(dt_arg(m, 0)); }
notrace u64 dt_subr_ntohll(struct dt_mstate *m) { return __builtin_bswap64(dt_arg(m, 0)); }

/* dev_t of the kernel: 12 bits major, 20 bits minor */
notrace u64 dt_subr_getmajor(struct dt_mstate *m)
{
	return (u32)dt_arg(m, 0) >> 20;
}

notrace u64 dt_subr_getminor(struct dt_mstate *m)
{
	return dt_arg(m, 0) & 0xfffff;
}

static u64 rotl(u64 x, u32 n)
{
	return x << n | x >> (64 - n);
}

notrace u64 dt_subr_rand(struct dt_mstate *m)
{
	struct dt_rng *rng = &m->vars->rng[m->cpu];
	u64 a = rng->a, b = rng->b, sum = a + b;

	b ^= a;
	rng->a = rotl(a, 24) ^ b ^ b << 16;
	rng->b = rotl(b, 37);
	return (s64)(s32)(sum >> 32);
}
