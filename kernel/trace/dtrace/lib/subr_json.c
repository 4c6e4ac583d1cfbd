// SPDX-License-Identifier: GPL-2.0
/*
 * json: one value out of a text in JavaScript object notation.
 *
 * The path is keys and indexes, as in a[1].b: "." and brackets only separate. Text and path are
 * copied to scratch first. One pass over the text follows the path; what lies beside it is skipped
 * by counting brackets, so nothing recurses and the time is linear. Only what was passed by was
 * looked at: a text that is malformed behind the value is not noticed. What is not there, and what
 * is no value where one has to be, is NULL without a fault.
 *
 * The value of a string is what stands between the quotes, escapes and all; that of an object or
 * array is its text.
 */
#include "subr_str.h"

/* A position in a text that ends with NUL, so looking at the next character is always allowed */
struct json {
	const char *at;
	bool bad;		/* the text is no JSON; @at does not move any more */
};

static bool is_separator(char c)
{
	return c == '.' || c == '[' || c == ']';
}

/* Not strncmp(): what probe context calls may not be traced itself */
static bool same_text(const char *a, const char *b, u32 n)
{
	while (n && *a == *b) {
		a++;
		b++;
		n--;
	}
	return !n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(struct json *j)
{
	while (is_blank(*j->at))
		j->at++;
}

/* The character after blanks; steps over it if it is @c */
static bool accept(struct json *j, char c)
{
	skip_blanks(j);
	if (*j->at != c)
		return false;
	j->at++;
	return true;
}

static void fail(struct json *j)
{
	j->bad = true;
}

/* Behind a backslash */
static void skip_escape(struct json *j)
{
	u32 i;

	if (!*j->at)
		return fail(j);
	if (*j->at++ != 'u')
		return;
	for (i = 0; i < 4; i++) {
		if (!is_hex(*j->at))
			return fail(j);
		j->at++;
	}
}

/* Behind the opening quote; ends at the closing one */
static void skip_string(struct json *j)
{
	while (!j->bad && *j->at != '"') {
		if (!*j->at)
			fail(j);
		else if (*j->at++ == '\\')
			skip_escape(j);
	}
}

static u32 skip_digits(struct json *j)
{
	const char *start = j->at;

	while (is_digit(*j->at))
		j->at++;
	return j->at - start;
}

static void skip_number(struct json *j)
{
	if (*j->at == '-')
		j->at++;
	if (!skip_digits(j))
		return fail(j);
	if (*j->at == '.') {
		j->at++;
		if (!skip_digits(j))
			return fail(j);
	}
	if ((*j->at | 0x20) != 'e')
		return;
	j->at++;
	if (*j->at == '+' || *j->at == '-')
		j->at++;
	if (!skip_digits(j))
		fail(j);
}

static void skip_word(struct json *j)
{
	static const struct {
		const char *text;
		u32 n;
	} words[] = { { "true", 4 }, { "false", 5 }, { "null", 4 } };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (same_text(j->at, words[i].text, words[i].n)) {
			j->at += words[i].n;
			return;
		}
	}
	fail(j);
}

/* A number or a word, and something that may follow a value */
static void skip_scalar(struct json *j)
{
	if (is_digit(*j->at) || *j->at == '-')
		skip_number(j);
	else
		skip_word(j);
	if (!is_blank(*j->at) && *j->at != ',' && *j->at != ']' && *j->at != '}')
		fail(j);
}

/* From an opening bracket to behind its partner: each kind of bracket has to balance */
static void skip_container(struct json *j)
{
	s32 braces = 0, brackets = 0;
	char c;

	do {
		c = *j->at;
		if (!c)
			return fail(j);
		j->at++;
		braces += (c == '{') - (c == '}');
		brackets += (c == '[') - (c == ']');
		if (c == '"') {
			skip_string(j);
			j->at += !j->bad;
		}
		if (braces < 0 || brackets < 0)
			fail(j);
	} while (!j->bad && (braces || brackets));
}

/* Return: length of the value at @at, which *value is set to; strings without their quotes */
static u32 value_text(struct json *j, const char **value)
{
	u32 len;

	skip_blanks(j);
	*value = j->at;
	if (*j->at == '"') {
		*value = ++j->at;
		skip_string(j);
		len = j->at - *value;
		j->at += !j->bad;
		return len;
	}
	if (*j->at == '{' || *j->at == '[')
		skip_container(j);
	else
		skip_scalar(j);
	return j->at - *value;
}

/* ---- the path ---- */

static u32 element_length(const char *path)
{
	u32 n = 0;

	while (path[n] && !is_separator(path[n]))
		n++;
	return n;
}

static const char *next_element(const char *path)
{
	while (is_separator(*path))
		path++;
	return path;
}

/* Behind the brace: to the value of the key. The first one counts. */
static bool enter_object(struct json *j, const char *key, u32 len)
{
	const char *text;
	u32 n;

	do {
		if (!accept(j, '"'))
			return false;
		text = j->at;
		skip_string(j);
		n = j->at - text;
		j->at += !j->bad;
		if (j->bad || !accept(j, ':'))
			return false;
		if (n == len && same_text(text, key, n))
			return true;
		value_text(j, &text);
	} while (!j->bad && accept(j, ','));
	return false;
}

static bool element_index(const char *text, u32 len, u64 *index)
{
	u32 i;

	for (i = 0, *index = 0; i < len; i++) {
		if (!is_digit(text[i]) || *index > U32_MAX)
			return false;
		*index = *index * 10 + text[i] - '0';
	}
	return true;
}

/* Behind the bracket: to the value of the index */
static bool enter_array(struct json *j, const char *text, u32 len)
{
	const char *value;
	u64 index;

	if (!element_index(text, len, &index))
		return false;
	skip_blanks(j);
	for (; index && *j->at != ']'; index--) {
		value_text(j, &value);
		if (j->bad || !accept(j, ','))
			return false;
	}
	skip_blanks(j);
	return *j->at != ']';
}

static bool enter(struct json *j, const char *element, u32 len)
{
	if (accept(j, '{'))
		return enter_object(j, element, len);
	return accept(j, '[') && enter_array(j, element, len);
}

/* To the value that the path names */
static bool follow(struct json *j, const char *path)
{
	u32 len, steps = 0;

	for (path = next_element(path); (len = element_length(path)); steps++) {
		if (!enter(j, path, len))
			return false;
		path = next_element(path + len);
	}
	return steps;
}

static char *argument(struct dt_mstate *m, u32 n)
{
	char *buf = dt_result_begin(m);

	if (buf)
		dt_result_end(m, buf, dt_copy_string(m, buf, dt_arg(m, n), m->strsize));
	return buf;
}

notrace u64 dt_subr_json(struct dt_mstate *m)
{
	char *text = argument(m, 0), *path = text && !m->fault ? argument(m, 1) : NULL;
	struct json j = { .at = text };
	const char *value;
	u32 len;

	if (!path || m->fault || !follow(&j, path))
		return 0;
	len = value_text(&j, &value);
	if (j.bad)
		return 0;
	memmove(text, value, len);
	return dt_result_end(m, text, len);
}
