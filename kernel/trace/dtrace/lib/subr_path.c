// SPDX-License-Identifier: GPL-2.0
/* Subroutines on path names: basename, dirname. */
#include "subr_str.h"

/* Length without the slashes at the end */
static u32 strip(const char *s, u32 len)
{
	while (len && s[len - 1] == '/')
		len--;
	return len;
}

/* Start of the last component of s[0, len), which does not end with a slash */
static u32 last_component(const char *s, u32 len)
{
	while (len && s[len - 1] != '/')
		len--;
	return len;
}

static u64 one_char(struct dt_mstate *m, char *buf, char c)
{
	buf[0] = c;
	return dt_result_end(m, buf, 1);
}

/*
 * Copy the path and measure it. Return: NULL after a fault; *end is the length without slashes at
 * the end.
 */
static char *path_begin(struct dt_mstate *m, u32 *len, u32 *end)
{
	char *buf = m->strsize > 1 ? dt_result_begin(m) : NULL;

	if (!buf) {
		dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
		return NULL;
	}
	*len = dt_copy_string(m, buf, dt_arg(m, 0), m->strsize);
	*end = strip(buf, *len);
	return buf;
}

notrace u64 dt_subr_basename(struct dt_mstate *m)
{
	u32 len, end, start;
	char *buf = path_begin(m, &len, &end);

	if (!buf)
		return 0;
	if (!end)
		return one_char(m, buf, len ? '/' : '.');
	start = last_component(buf, end);
	memmove(buf, buf + start, end - start);
	return dt_result_end(m, buf, end - start);
}

notrace u64 dt_subr_dirname(struct dt_mstate *m)
{
	u32 len, end, start;
	char *buf = path_begin(m, &len, &end);

	if (!buf)
		return 0;
	if (!end)
		return one_char(m, buf, len ? '/' : '.');
	start = last_component(buf, end);
	if (!start)
		return one_char(m, buf, '.');
	start = strip(buf, start);
	return start ? dt_result_end(m, buf, start) : one_char(m, buf, '/');
}
