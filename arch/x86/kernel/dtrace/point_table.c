// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: sites by address.
 *
 * An open-addressed table. Traps read it without a lock; writers, one at a time, publish a key
 * after its site, replace the whole table to grow, and leave a mark where a key was removed.
 * Readers have interrupts off and RCU watching, so synchronize_rcu() waits for them.
 */
#include <linux/hash.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "point.h"

#define TABLE_FIRST_BITS	9
#define KEY_FREE		0UL
#define KEY_REMOVED		1UL	/* no key: in the first page */

struct entry {
	unsigned long		key;
	struct dtrace_site	*site;
};

struct table {
	unsigned int	bits;
	unsigned int	used;		/* entries that are not free, removed ones included */
	unsigned int	live;
	struct entry	entries[];
};

/* Written under points_lock */
static struct table *sites;

static __always_inline unsigned int first_index(const struct table *t, unsigned long key)
{
	return hash_64(key, t->bits);
}

struct dtrace_site *dtrace_table_find(unsigned long key)
{
	const struct table *t = READ_ONCE(sites);
	unsigned int i, mask;
	unsigned long k;

	if (unlikely(!t))
		return NULL;
	mask = (1U << t->bits) - 1;
	for (i = first_index(t, key);; i++) {
		/* Pairs with the release in table_put(): a key that is seen has its site. */
		k = smp_load_acquire(&t->entries[i & mask].key);
		if (k == key)
			return READ_ONCE(t->entries[i & mask].site);
		if (k == KEY_FREE)
			return NULL;
	}
}

NOKPROBE_SYMBOL(dtrace_table_find);

static void table_put(struct table *t, unsigned long key, struct dtrace_site *site)
{
	unsigned int mask = (1U << t->bits) - 1, i = first_index(t, key);

	while (t->entries[i & mask].key != KEY_FREE)
		i++;
	WRITE_ONCE(t->entries[i & mask].site, site);
	/* Pairs with dtrace_table_find() */
	smp_store_release(&t->entries[i & mask].key, key);
	t->used++;
	t->live++;
}

static struct table *table_alloc(unsigned int bits)
{
	struct table *t = kvzalloc(struct_size(t, entries, 1UL << bits), GFP_KERNEL_ACCOUNT);

	if (t)
		t->bits = bits;
	return t;
}

/* A new table without the removed keys, at most a quarter full */
static int table_renew(void)
{
	unsigned int i, bits = TABLE_FIRST_BITS;
	struct table *old = sites, *t;

	while (old && 4 * (old->live + 1) > 1U << bits)
		bits++;
	t = table_alloc(bits);
	if (!t)
		return -ENOMEM;
	for (i = 0; old && i < 1U << old->bits; i++) {
		if (old->entries[i].key > KEY_REMOVED)
			table_put(t, old->entries[i].key, old->entries[i].site);
	}
	/* Publishes the table's contents; pairs with the address dependency of readers */
	smp_store_release(&sites, t);
	if (old) {
		synchronize_rcu();
		kvfree(old);
	}
	return 0;
}

int dtrace_table_add(unsigned long key, struct dtrace_site *site)
{
	if (!sites || 2 * (sites->used + 1) > 1U << sites->bits) {
		int err = table_renew();

		if (err)
			return err;
	}
	table_put(sites, key, site);
	return 0;
}

void dtrace_table_del(unsigned long key)
{
	unsigned int mask = (1U << sites->bits) - 1, i = first_index(sites, key);

	for (; sites->entries[i & mask].key != key; i++) {
		if (WARN_ON_ONCE(sites->entries[i & mask].key == KEY_FREE))
			return;
	}
	WRITE_ONCE(sites->entries[i & mask].key, KEY_REMOVED);
	sites->live--;
}
