/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What handlers remember from the start of something to its end, by an address that stands for it.
 */
#ifndef _DTRACE_PROVIDERS_KEYED_H
#define _DTRACE_PROVIDERS_KEYED_H

#include <linux/types.h>

/**
 * struct dt_keyed - a hash table without locks
 * @size: bytes of a row; a row begins with its key, an unsigned long
 * @shift: log2 of the number of rows
 * @rows: NULL while nobody uses it
 */
struct dt_keyed {
	size_t		size;
	unsigned int	shift;
	void		*rows;
};

#define DT_KEYED(_type, _shift)	{ .size = sizeof(_type), .shift = _shift }

/* Context: process, may sleep; no handler runs. Return: 0 or -ENOMEM. */
int dt_keyed_alloc(struct dt_keyed *t);
void dt_keyed_free(struct dt_keyed *t);

/*
 * Context of all: any. A key, which is not 0, is used by one context at a time.
 * Return: put: false: no room, which the caller counts; get: NULL, take: false: there is none.
 */
bool dt_keyed_put(struct dt_keyed *t, const void *row);
void *dt_keyed_get(struct dt_keyed *t, unsigned long key);
bool dt_keyed_take(struct dt_keyed *t, unsigned long key, void *row);

#endif /* _DTRACE_PROVIDERS_KEYED_H */
