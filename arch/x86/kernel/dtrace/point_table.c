// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: sites by address.
 *
 * An open-addressed table. Traps read it without a lock; writers, one at a time, publish a key
 * after its site, replace the whole table to grow, and leave a mark where a key was removed.
 * Nobody looks for a key any more that is removed: its breakpoint is gone, and no trap of it is
 * under way. So its entry can be used again at once.
 * Readers have interrupts off, so text_poke_sync() waits for them; but for those at the end of a
 * copy RCU watches too.
 */
#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include <asm/text-patching.h>

#include "point.h"

#define TABLE_FIRST_BITS	9

/* Its entry is free. The shift has to be less than the width. */
static struct dtrace_table no_sites = { .shift = 31, .slots = { { DTRACE_KEY_FREE } } };
struct dtrace_table *dtrace_sites = &no_sites;

noinstr struct dtrace_site *dtrace_table_find_further(const struct dtrace_table *t,
						      unsigned long key)
{
	u32 i = dtrace_table_first(t, key);
	unsigned long k;

	do {
		/* As in dtrace_table_find() */
		k = smp_load_acquire(&t->slots[i & t->mask].key);
		if (k == key)
			return READ_ONCE(t->slots[i & t->mask].site);
		i++;
	} while (k != DTRACE_KEY_FREE);
	return NULL;
}

static void table_put(struct dtrace_table *t, unsigned long key, struct dtrace_site *site)
{
	u32 i = dtrace_table_first(t, key);
	struct dtrace_slot *slot;

	do {
		slot = &t->slots[i++ & t->mask];
	} while (slot->key > DTRACE_KEY_REMOVED);
	t->used += slot->key == DTRACE_KEY_FREE;
	t->live++;
	WRITE_ONCE(slot->site, site);
	/* Pairs with dtrace_table_find() */
	smp_store_release(&slot->key, key);
}

static struct dtrace_table *table_alloc(unsigned int bits)
{
	struct dtrace_table *t = kvzalloc(struct_size(t, slots, 1UL << bits), GFP_KERNEL_ACCOUNT);

	if (t) {
		t->shift = 32 - bits;
		t->mask = (1U << bits) - 1;
	}
	return t;
}

/*
 * Traps at the end of a copy look before RCU watches. They have interrupts off.
 */
static void table_free(struct dtrace_table *t)
{
	if (t == &no_sites)
		return;
	mutex_lock(&text_mutex);
	text_poke_sync();
	mutex_unlock(&text_mutex);
	synchronize_rcu();
	kvfree(t);
}

/* A new table without the removed keys, at most a quarter full */
static int table_renew(void)
{
	struct dtrace_table *old = dtrace_sites, *t;
	unsigned int i, bits = TABLE_FIRST_BITS;

	while (4 * (old->live + 1) > 1U << bits)
		bits++;
	t = table_alloc(bits);
	if (!t)
		return -ENOMEM;
	for (i = 0; i <= old->mask; i++) {
		if (old->slots[i].key > DTRACE_KEY_REMOVED)
			table_put(t, old->slots[i].key, old->slots[i].site);
	}
	/* Publishes the table's contents; pairs with dtrace_table_find() */
	smp_store_release(&dtrace_sites, t);
	table_free(old);
	return 0;
}

int dtrace_table_add(unsigned long key, struct dtrace_site *site)
{
	lockdep_assert_held(&dtrace_points_lock);
	if (2 * (dtrace_sites->used + 1) > dtrace_sites->mask) {
		int err = table_renew();

		if (err)
			return err;
	}
	table_put(dtrace_sites, key, site);
	return 0;
}

void dtrace_table_del(unsigned long key)
{
	struct dtrace_table *t = dtrace_sites;
	u32 i = dtrace_table_first(t, key);

	lockdep_assert_held(&dtrace_points_lock);
	for (; t->slots[i & t->mask].key != key; i++) {
		if (WARN_ON_ONCE(t->slots[i & t->mask].key == DTRACE_KEY_FREE))
			return;
	}
	WRITE_ONCE(t->slots[i & t->mask].key, DTRACE_KEY_REMOVED);
	t->live--;
}
