// SPDX-License-Identifier: GPL-2.0
/* Subroutines on path names: basename, dirname, cleanpath. */
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

/* ---- cleanpath ---- */

/*
 * struct clean - a path that is cleaned in place: what is written never overtakes what is read
 * @in: next character to read; @len: characters there are
 * @out: next character to write
 * @floor: ".." takes nothing away in front of it: the root, or leading ".." of a relative path
 */
struct clean {
	char	*s;
	u32	in, len;
	u32	out;
	u32	floor;
	bool	rooted;
};

/* Length of the component at @in */
static u32 component(const struct clean *c)
{
	u32 n = 0;

	while (c->in + n < c->len && c->s[c->in + n] != '/')
		n++;
	return n;
}

static void clean_put(struct clean *c, u32 n)
{
	if (c->out > c->rooted)
		c->s[c->out++] = '/';
	memmove(c->s + c->out, c->s + c->in, n);
	c->out += n;
}

/* ".." takes the last component away; in front of a relative path it stays. */
static void clean_up(struct clean *c)
{
	if (c->out > c->floor) {
		c->out = last_component(c->s, c->out);
		if (c->out > c->rooted)
			c->out--;
	} else if (!c->rooted) {
		clean_put(c, 2);
		c->floor = c->out;
	}
}

static bool is_dots(const struct clean *c, u32 n, u32 dots)
{
	return n == dots && c->s[c->in] == '.' && c->s[c->in + n - 1] == '.';
}

static void clean_component(struct clean *c)
{
	u32 n = component(c);

	if (is_dots(c, n, 2))
		clean_up(c);
	else if (n && !is_dots(c, n, 1))
		clean_put(c, n);
	c->in += n;
}

/* What the path means, without asking the file system: no "//", "." or "..", no slash at the end */
notrace u64 dt_subr_cleanpath(struct dt_mstate *m)
{
	u32 end;
	struct clean c = { };

	c.s = path_begin(m, &c.len, &end);
	if (!c.s)
		return 0;
	if (!c.len)
		return dt_result_end(m, c.s, 0);
	c.rooted = c.s[0] == '/';
	c.in = c.rooted;
	c.out = c.rooted;
	c.floor = c.rooted;
	while (c.in < c.len) {
		clean_component(&c);
		c.in++;		/* the slash behind it */
	}
	return c.out ? dt_result_end(m, c.s, c.out) : one_char(m, c.s, '.');
}
