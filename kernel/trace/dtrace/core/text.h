/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Texts that are put together in probe context, where the kernel's printf() is not to be called.
 */
#ifndef _DTRACE_CORE_TEXT_H
#define _DTRACE_CORE_TEXT_H

#include <linux/string.h>
#include <linux/types.h>

/**
 * struct dt_text - a text under construction
 * @buf: where it is
 * @room: characters that fit, without the NUL; what is more is left out
 * @len: characters so far
 */
struct dt_text {
	char	*buf;
	u32	room;
	u32	len;
};

static inline void dt_text_begin(struct dt_text *t, char *buf, u32 size)
{
	*t = (struct dt_text){ .buf = buf, .room = size - 1 };
}

static inline u32 dt_text_end(struct dt_text *t)
{
	t->buf[t->len] = '\0';
	return t->len;
}

static inline void dt_text_char(struct dt_text *t, char c)
{
	if (t->len < t->room)
		t->buf[t->len++] = c;
}

static inline void dt_text(struct dt_text *t, const char *s)
{
	while (*s)
		dt_text_char(t, *s++);
}

static inline void dt_text_number(struct dt_text *t, u64 n, unsigned int base)
{
	char digits[20];
	unsigned int i = 0;

	do {
		digits[i++] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n);
	while (i)
		dt_text_char(t, digits[--i]);
}

static inline void dt_text_hex(struct dt_text *t, u64 n)
{
	dt_text(t, "0x");
	dt_text_number(t, n, 16);
}

#endif /* _DTRACE_CORE_TEXT_H */
