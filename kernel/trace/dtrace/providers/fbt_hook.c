// SPDX-License-Identifier: GPL-2.0
/*
 * The hook of provider fbt: one ftrace_ops for all functions, and the table that leads from an
 * address to its function.
 *
 * One ops has a trampoline of its own, which calls fbt_enter() directly; with many, ftrace would
 * walk a list at each call. The ops protects itself: the engine's gate refuses a firing inside a
 * firing, and nothing is called before it that could be traced. ARCH_WANTS_NO_INSTR promises that
 * RCU watches wherever a function can be traced.
 *
 * The table is open-addressed, holds enabled functions only and is at most half full, so that a
 * lookup mostly takes one step. It is never changed but replaced:
 *
 *	enable		new table, then sites call the trampoline: a hooked function is found
 *	disable		new table, then sites are NOPs again, then a grace period, then the old
 *			table and the probes are freed: what a firing has found stays
 *
 * A function whose entry alone is probed is in the table as that probe.
 *
 * Firings run with preemption off from the lookup on, so a grace period of RCU outlasts them.
 */
#include <linux/dtrace.h>
#include <linux/ftrace.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "providers/fbt.h"

/* Functions start at multiples of 16 bytes, which an entry of the table is long */
#define FBT_SLOT_SIZE	16UL

/**
 * struct fbt_slot - an entry of the table
 * @ip: of the function, 0: free
 * @what: its entry probe if no return is awaited, else the function and FBT_SLOT_FUNC
 */
struct fbt_slot {
	unsigned long	ip;
	unsigned long	what;
};

#define FBT_SLOT_FUNC	1UL

static_assert(sizeof(struct fbt_slot) == FBT_SLOT_SIZE);

/**
 * struct fbt_table - the hooked functions by their address
 * @mask: makes an address the offset of its entry
 * @slot: entries
 */
struct fbt_table {
	unsigned long	mask;
	struct fbt_slot	slot[];
};

static struct fbt_table no_functions = { .mask = 0, .slot = { { 0 } } };
static struct fbt_table *table = &no_functions;	/* replaced under the registry lock */
static bool registered;				/* under the registry lock */

static __always_inline struct fbt_slot *slot_at(const struct fbt_table *t, unsigned long offset)
{
	return (void *)t->slot + (offset & t->mask);
}

/* ---- firing ---- */

/* Not in its own entry, or not hooked */
static noinline notrace unsigned long find_further(const struct fbt_table *t, unsigned long ip)
{
	const struct fbt_slot *slot;
	unsigned long offset = ip;

	do {
		offset += FBT_SLOT_SIZE;
		slot = slot_at(t, offset);
		if (slot->ip == ip)
			return slot->what;
	} while (slot->ip);
	return 0;
}

static __always_inline unsigned long find(unsigned long ip)
{
	/* Pairs with the release store in replace_table() by the dependency of the loads */
	const struct fbt_table *t = READ_ONCE(table);
	const struct fbt_slot *slot = slot_at(t, ip);

	return likely(slot->ip == ip) ? slot->what : find_further(t, ip);
}

static __always_inline struct fbt_func *slot_func(unsigned long what)
{
	return (struct fbt_func *)(what & ~FBT_SLOT_FUNC);
}

notrace struct fbt_func *fbt_hook_find_awaited(unsigned long ip)
{
	unsigned long what = find(ip);

	return likely(what & FBT_SLOT_FUNC) ? slot_func(what) : NULL;
}

static __always_inline void fire_entry(struct dtrace_probe *probe, struct ftrace_regs *fregs)
{
	dtrace_probe_fire_regs(probe, &arch_ftrace_regs(fregs)->regs);
}

static noinline notrace void enter_awaited(struct fbt_func *func, struct ftrace_regs *fregs)
{
	struct dtrace_probe *probe = READ_ONCE(func->live[FBT_ENTRY]);

	if (probe)
		fire_entry(probe, fregs);
	probe = READ_ONCE(func->live[FBT_RETURN]);
	if (probe)
		fbt_return_hook(func, probe, fregs);
}

static __always_inline void enter(unsigned long what, struct ftrace_regs *fregs)
{
	if (likely(!(what & FBT_SLOT_FUNC)))
		fire_entry((struct dtrace_probe *)what, fregs);
	else
		enter_awaited(slot_func(what), fregs);
}

/* The function is not in its own entry of the table, or not hooked. */
static noinline notrace void enter_further(unsigned long ip, struct ftrace_regs *fregs)
{
	unsigned long what = find(ip);

	if (what)
		enter(what, fregs);
}

/*
 * At the site the registers are those of the call: arguments, and the stack at the return address.
 *
 * Context: any, NMI included; interrupts and preemption as in the probed function.
 */
static void notrace fbt_enter(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			      struct ftrace_regs *fregs)
{
	const struct fbt_slot *slot;

	preempt_disable_notrace();
	/* As in find() */
	slot = slot_at(READ_ONCE(table), ip);
	if (likely(slot->ip == ip))
		enter(slot->what, fregs);
	else
		enter_further(ip, fregs);
	preempt_enable_notrace();
}

/* Permanent: without it a sysctl could silently end delivery. */
static struct ftrace_ops fbt_ops = {
	.func	= fbt_enter,
	.flags	= FTRACE_OPS_FL_PERMANENT,
};

/* ---- settling ---- */

/* What one pass puts in place */
struct fbt_set {
	struct fbt_table	*table;
	unsigned long		*ips;
	unsigned long		n;
	bool			returns;
};

static unsigned long slot_what(struct fbt_func *func)
{
	return func->live[FBT_RETURN] || fbt_points_late(func) ?
	       (unsigned long)func | FBT_SLOT_FUNC : (unsigned long)func->live[FBT_ENTRY];
}

static void set_add(struct fbt_func *func, void *arg)
{
	struct fbt_set *set = arg;
	unsigned long offset = func->ip;

	while (slot_at(set->table, offset)->ip)
		offset += FBT_SLOT_SIZE;
	*slot_at(set->table, offset) = (struct fbt_slot){ func->ip, slot_what(func) };
	set->ips[set->n++] = func->ip;
	set->returns |= !!func->live[FBT_RETURN];
}

static int set_collect(struct fbt_set *set, unsigned long n)
{
	unsigned long slots = roundup_pow_of_two(2 * n);

	set->table = kvzalloc(struct_size(set->table, slot, slots), GFP_KERNEL);
	set->ips = kvmalloc_array(n, sizeof(*set->ips), GFP_KERNEL);
	if (!set->table || !set->ips)
		return -ENOMEM;
	set->table->mask = (slots - 1) * FBT_SLOT_SIZE;
	fbt_funcs_live(set_add, set);
	return 0;
}

/* Return: the old table, for free_table() when no firing looks at it any more */
static struct fbt_table *replace_table(struct fbt_table *new)
{
	struct fbt_table *old = table;

	/* Pairs with find() */
	smp_store_release(&table, new);
	return old;
}

static void free_table(struct fbt_table *t)
{
	if (t != &no_functions)
		kvfree(t);
}

static void unhook_all(void)
{
	struct fbt_table *old;

	if (!registered)
		return;
	WARN_ON_ONCE(unregister_ftrace_function(&fbt_ops));
	registered = false;
	old = replace_table(&no_functions);
	synchronize_rcu();
	free_table(old);
}

static int hook_set(const struct fbt_set *set)
{
	int err = ftrace_set_filter_ips(&fbt_ops, set->ips, set->n, 0, 1);

	if (err || registered)
		return err;
	err = register_ftrace_function(&fbt_ops);
	registered = !err;
	return err;
}

static int settle(struct fbt_set *set, unsigned long n)
{
	struct fbt_table *old;
	int err = set_collect(set, n);

	if (!err && set->returns)
		err = fbt_returns_prepare();
	if (err) {
		kvfree(set->table);
		return err;
	}
	old = replace_table(set->table);
	err = hook_set(set);
	synchronize_rcu();
	free_table(old);
	return err;
}

int fbt_hooks_settle(void)
{
	struct fbt_set set = { };
	unsigned long n = fbt_funcs_live(NULL, NULL);
	int err;

	dtrace_registry_assert_held();
	if (!n) {
		unhook_all();
		return 0;
	}
	err = settle(&set, n);
	kvfree(set.ips);
	return err;
}
