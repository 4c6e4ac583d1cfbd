// SPDX-License-Identifier: GPL-2.0
/*
 * String subroutines that search: strchr, strrchr, strstr, index, rindex.
 *
 * Strings may be as long as the option strsize and interrupts are off, so a search for a string
 * must not take the product of the two lengths. It runs in their sum (Knuth, Morris, Pratt):
 * border[i] is the length of the longest proper prefix of the pattern that also ends at its
 * character i. The borders stand in the free part of scratch.
 */
#include "subr_str.h"

#define NONE	U32_MAX

/* Position of the first or the last byte c, the NUL at the end included */
static u32 find_byte(struct dt_str *s, u8 c, bool last)
{
	u32 i, found = NONE;
	u8 b;

	for (i = 0; i < s->max; i++) {
		b = dt_str_at(s, i);
		if (b == c) {
			found = i;
			if (!last)
				break;
		}
		if (!b)
			break;
	}
	return found;
}

static u64 byte_address(struct dt_mstate *m, bool last)
{
	struct dt_str s;
	u32 at;

	dt_str_open(&s, m, dt_arg(m, 0), m->strsize);
	at = find_byte(&s, dt_arg(m, 1), last);
	return at == NONE ? 0 : dt_arg(m, 0) + at;
}

notrace u64 dt_subr_strchr(struct dt_mstate *m)
{
	return byte_address(m, false);
}

notrace u64 dt_subr_strrchr(struct dt_mstate *m)
{
	return byte_address(m, true);
}

/* ---- strings ---- */

struct search {
	struct dt_str text, pattern;
	u32 text_len, pattern_len;
	u32 *border;
};

/* Length of the border that goes on with c, after a border of length k */
static u32 extend(struct search *f, u32 k, u8 c)
{
	while (k && dt_str_at(&f->pattern, k) != c)
		k = f->border[k - 1];
	return dt_str_at(&f->pattern, k) == c ? k + 1 : 0;
}

static void search_open(struct search *f, struct dt_mstate *m)
{
	u32 i, room;

	dt_str_open(&f->text, m, dt_arg(m, 0), m->strsize);
	dt_str_open(&f->pattern, m, dt_arg(m, 1), m->strsize);
	f->text_len = dt_str_len(&f->text);
	f->pattern_len = dt_str_len(&f->pattern);
	f->border = dt_scratch_rest(m, &room);
	if (f->pattern_len > room / sizeof(u32)) {
		dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
		return;
	}
	for (i = 0; i < f->pattern_len && !m->fault; i++)
		f->border[i] = i ? extend(f, f->border[i - 1], dt_str_at(&f->pattern, i)) : 0;
}

/* First position >= from, or last position <= final, of a pattern that is not empty */
static u32 search_run(struct search *f, u32 from, u32 final, bool last)
{
	u32 i, start, k = 0, found = NONE;

	for (i = from; i < f->text_len && !f->text.m->fault; i++) {
		if (k == f->pattern_len)
			k = f->border[k - 1];
		k = extend(f, k, dt_str_at(&f->text, i));
		if (k < f->pattern_len)
			continue;
		start = i + 1 - k;
		if (start > final)
			break;
		found = start;
		if (!last)
			break;
	}
	return found;
}

notrace u64 dt_subr_strstr(struct dt_mstate *m)
{
	struct search f;
	u32 at = 0;

	search_open(&f, m);
	if (m->fault)
		return 0;
	if (f.pattern_len)
		at = search_run(&f, 0, NONE, false);
	return at == NONE ? 0 : dt_arg(m, 0) + at;
}

notrace u64 dt_subr_index(struct dt_mstate *m)
{
	s64 pos = m->ntuple > 2 ? (s64)dt_arg(m, 2) : 0;
	struct search f;
	u32 at;

	search_open(&f, m);
	if (m->fault)
		return 0;
	pos = max_t(s64, pos, 0);
	if (!f.pattern_len)
		return min_t(s64, pos, f.text_len);
	at = pos < f.text_len ? search_run(&f, pos, NONE, false) : NONE;
	return at == NONE ? U64_MAX : at;
}

notrace u64 dt_subr_rindex(struct dt_mstate *m)
{
	struct search f;
	s64 pos;
	u32 at;

	search_open(&f, m);
	if (m->fault)
		return 0;
	pos = m->ntuple > 2 ? min_t(s64, dt_arg(m, 2), f.text_len) : f.text_len;
	if (!f.pattern_len)
		return max_t(s64, pos, 0);
	at = pos >= 0 ? search_run(&f, 0, pos, true) : NONE;
	return at == NONE ? U64_MAX : at;
}
