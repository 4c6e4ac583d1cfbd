// SPDX-License-Identifier: GPL-2.0
/* String subroutines that measure, cut, join and change. */
#include "subr_str.h"

notrace u64 dt_subr_strlen(struct dt_mstate *m)
{
	struct dt_str s;

	dt_str_open(&s, m, dt_arg(m, 0), m->strsize);
	return dt_str_len(&s);
}

/* Both strings one after the other, cut off at the size of a D string */
notrace u64 dt_subr_strjoin(struct dt_mstate *m)
{
	char *buf = dt_result_begin(m);
	u32 len;

	if (!buf)
		return 0;
	len = dt_copy_string(m, buf, dt_arg(m, 0), m->strsize);
	if (!m->fault)
		len += dt_copy_string(m, buf + len, dt_arg(m, 1), m->strsize - len);
	return dt_result_end(m, buf, len);
}

/*
 * The part of a string of len characters that substr(s, start, count) means: *start to *start +
 * the result. A negative start counts from the end; a negative count leaves that many characters
 * off at the end.
 */
static u32 substr_range(s64 len, s64 *start, s64 count)
{
	if (*start < 0) {
		*start += len;
		if (*start < 0 && count > 0 && *start + count > 0) {
			count += *start;
			*start = 0;
		}
	}
	if (*start < 0 || *start >= len)
		return 0;
	if (count < 0)
		count += len - *start;
	return count > 0 ? min(count, len - *start) : 0;
}

notrace u64 dt_subr_substr(struct dt_mstate *m)
{
	s64 start = dt_arg(m, 1), count = m->ntuple > 2 ? (s64)dt_arg(m, 2) : m->strsize;
	char *buf = dt_result_begin(m);
	struct dt_str s;
	u32 len;

	if (!buf)
		return 0;
	dt_str_open(&s, m, dt_arg(m, 0), m->strsize);
	len = substr_range(dt_str_len(&s), &start, count);
	if (len)
		len = dt_copy_string(m, buf, dt_arg(m, 0) + start, min(len + 1, m->strsize));
	return dt_result_end(m, buf, len);
}

static u64 change_case(struct dt_mstate *m, char first, char last, char to)
{
	char *buf = dt_result_begin(m);
	u32 i, len;

	if (!buf)
		return 0;
	len = dt_copy_string(m, buf, dt_arg(m, 0), m->strsize);
	for (i = 0; i < len; i++)
		if (buf[i] >= first && buf[i] <= last)
			buf[i] += to - first;
	return dt_result_end(m, buf, len);
}

notrace u64 dt_subr_toupper(struct dt_mstate *m)
{
	return change_case(m, 'a', 'z', 'A');
}

notrace u64 dt_subr_tolower(struct dt_mstate *m)
{
	return change_case(m, 'A', 'Z', 'a');
}

/* ---- strtok ---- */

struct byte_set {
	u64 bits[4];
};

static void set_of(struct byte_set *set, struct dt_mstate *m, u64 addr)
{
	struct dt_str s;
	u32 i;
	u8 c;

	memset(set, 0, sizeof(*set));
	dt_str_open(&s, m, addr, m->strsize);
	for (i = 0; (c = dt_str_at(&s, i)); i++)
		set->bits[c / 64] |= 1ULL << (c % 64);
}

/* Length of the run at text whose bytes are all in the set, or all not in it */
static u32 span(const u8 *text, u32 left, const struct byte_set *set, bool in)
{
	u32 n = 0;

	while (n < left && ((set->bits[text[n] / 64] >> (text[n] % 64)) & 1) == in)
		n++;
	return n;
}

/*
 * Copy the text to scratch: later calls find it even if the original has changed or its clause is
 * over
 */
static bool strtok_start(struct dt_mstate *m, u64 addr)
{
	char *buf = dt_result_begin(m);

	if (!buf)
		return false;
	m->strtok_left = dt_copy_string(m, buf, addr, m->strsize);
	m->strtok = dt_result_end(m, buf, m->strtok_left);
	return !m->fault;
}

static void strtok_skip(struct dt_mstate *m, u32 n)
{
	m->strtok += n;
	m->strtok_left -= n;
}

notrace u64 dt_subr_strtok(struct dt_mstate *m)
{
	struct byte_set delims;
	char *buf;
	u32 len;

	if (dt_arg(m, 0) && !strtok_start(m, dt_arg(m, 0)))
		return 0;
	if (!m->strtok)
		return 0;
	set_of(&delims, m, dt_arg(m, 1));
	strtok_skip(m, span(dt_ptr(m->strtok), m->strtok_left, &delims, true));
	len = span(dt_ptr(m->strtok), m->strtok_left, &delims, false);
	if (!len) {
		m->strtok = 0;
		return 0;
	}
	buf = dt_scratch_alloc(m, len + 1, 1);
	if (!buf)
		return 0;
	memcpy(buf, dt_ptr(m->strtok), len);
	strtok_skip(m, len);
	return dt_result_end(m, buf, len);
}
