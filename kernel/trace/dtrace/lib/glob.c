// SPDX-License-Identifier: GPL-2.0
/*
 * Matching of shell-style patterns: iterative, bounded by the product of the two lengths.
 *
 * Only the last "*" seen ever needs to be tried again: an earlier one could only shift what a
 * later one can shift too. So one pair of restart positions replaces recursion.
 */
#include "glob.h"

static bool set_end(const char *p, bool first)
{
	return *p == '\0' || (*p == ']' && !first);
}

/* One character or range of a set at @p; *@p moves behind it. */
static bool set_item(const char **p, unsigned char c)
{
	const char *s = *p;
	unsigned char low, high;

	if (*s == '\\' && s[1])
		s++;
	low = *s++;
	high = low;
	if (s[0] == '-' && s[1] && s[1] != ']') {
		s++;
		if (*s == '\\' && s[1])
			s++;
		high = *s++;
	}
	*p = s;
	return c >= low && c <= high;
}

/* The set that starts behind the "[" at *@p: is @c in it? A set without "]" is a plain "[". */
static bool match_set(const char **p, unsigned char c)
{
	const char *s = *p + 1;
	bool negate = *s == '!';
	bool found = false;
	bool first = true;

	if (negate)
		s++;
	for (; !set_end(s, first); first = false)
		found |= set_item(&s, c);
	if (*s != ']') {
		*p += 1;
		return c == '[';
	}
	*p = s + 1;
	return found != negate;
}

/*
 * One character of the text against the pattern at *@p, which is not "*"; *@p moves behind what
 * matched.
 */
static bool match_one(const char **p, unsigned char c)
{
	const char *s = *p;

	if (*s == '[')
		return match_set(p, c);
	if (*s == '?') {
		*p = s + 1;
		return true;
	}
	if (*s == '\\' && s[1])
		s++;
	*p = s + 1;
	return (unsigned char)*s == c;
}

bool dt_glob_match(const char *pattern, const char *text)
{
	const char *star = NULL;
	const char *again = NULL;

	if (!*pattern)
		return true;
	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			again = text;
		} else if (*pattern && match_one(&pattern, *text)) {
			text++;
		} else if (star) {
			pattern = star;
			text = ++again;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

bool dtrace_glob_match(const char *pattern, const char *text)
{
	return dt_glob_match(pattern, text);
}

bool dtrace_glob_is_plain(const char *pattern)
{
	return dt_glob_is_plain(pattern);
}

bool dt_glob_is_plain(const char *pattern)
{
	const char *p;

	for (p = pattern; *p; p++) {
		if (*p == '*' || *p == '?' || *p == '[' || *p == '\\')
			return false;
	}
	return p != pattern;
}
