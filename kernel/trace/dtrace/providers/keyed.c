// SPDX-License-Identifier: GPL-2.0
/*
 * A hash table without locks, for what is remembered from start to end.
 *
 * A row is claimed by its key, and only then written; nobody else looks for the
 * key before what it stands for begins. When the end was not seen (the probe
 * was disabled meanwhile), the row stays for the next one at its address to
 * take over, and all go when the last probe is disabled.
 */
#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/mm.h>

#include "providers/keyed.h"

/* Rows looked at before there is no room */
#define KEYED_TRIES	32u

int dt_keyed_alloc(struct dt_keyed *t)
{
	if (!t->rows)
		t->rows = kvcalloc(1u << t->shift, t->size, GFP_KERNEL_ACCOUNT);
	return t->rows ? 0 : -ENOMEM;
}

void dt_keyed_free(struct dt_keyed *t)
{
	kvfree(t->rows);
	t->rows = NULL;
}

static unsigned long *row_at(const struct dt_keyed *t, unsigned long key, unsigned int try)
{
	unsigned long i = (hash_long(key, t->shift) + try) & ((1u << t->shift) - 1);

	return t->rows + i * t->size;
}

void *dt_keyed_get(struct dt_keyed *t, unsigned long key)
{
	unsigned int try;

	for (try = 0; try < KEYED_TRIES; try++) {
		unsigned long *row = row_at(t, key, try);

		if (READ_ONCE(*row) == key)
			return row;
	}
	return NULL;
}

static void *claim(struct dt_keyed *t, unsigned long key)
{
	unsigned int try;

	for (try = 0; try < KEYED_TRIES; try++) {
		unsigned long *row = row_at(t, key, try);

		if (!READ_ONCE(*row) && !cmpxchg(row, 0, key))
			return row;
	}
	return NULL;
}

bool dt_keyed_put(struct dt_keyed *t, const void *row)
{
	unsigned long key = *(const unsigned long *)row;
	void *to = dt_keyed_get(t, key) ?: claim(t, key);

	if (!to)
		return false;
	memcpy(to, row, t->size);
	return true;
}

bool dt_keyed_take(struct dt_keyed *t, unsigned long key, void *row)
{
	unsigned long *from = dt_keyed_get(t, key);

	if (!from)
		return false;
	memcpy(row, from, t->size);
	/* Who claims the row next finds it read. Pairs with the cmpxchg in claim(). */
	smp_store_release(from, 0);
	return true;
}
