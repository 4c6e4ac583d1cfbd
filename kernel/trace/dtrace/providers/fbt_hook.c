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

/* Functions start at multiples of 16 bytes */
#define FBT_FUNC_SHIFT	4

/**
 * struct fbt_table - the hooked functions by their address
 * @mask: number of slots - 1
 * @slot: functions, NULL where empty
 */
struct fbt_table {
	unsigned long	mask;
	struct fbt_func	*slot[];
};

static struct fbt_table no_functions = { .mask = 0, .slot = { NULL } };
static struct fbt_table *table = &no_functions;	/* replaced under the registry lock */
static bool registered;				/* under the registry lock */

/* ---- firing ---- */

static __always_inline struct fbt_func *find(unsigned long ip)
{
	/* Pairs with the release store in replace_table() by the dependency of the loads */
	const struct fbt_table *t = READ_ONCE(table);
	unsigned long i = ip >> FBT_FUNC_SHIFT;
	struct fbt_func *func;

	for (;; i++) {
		func = t->slot[i & t->mask];
		if (!func || likely(func->ip == ip))
			return func;
	}
}

notrace struct fbt_func *fbt_hook_find(unsigned long ip)
{
	return find(ip);
}

static noinline notrace void enter_and_leave(struct fbt_func *func, struct dtrace_probe *leave,
					     struct ftrace_regs *fregs)
{
	struct dtrace_probe *enter = READ_ONCE(func->live[FBT_ENTRY]);

	if (enter)
		dtrace_probe_fire_regs(enter, &arch_ftrace_regs(fregs)->regs);
	fbt_return_hook(func, leave, fregs);
}

/*
 * At the site the registers are those of the call: arguments, and the stack at the return address.
 *
 * Context: any, NMI included; interrupts and preemption as in the probed function.
 */
static void notrace fbt_enter(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			      struct ftrace_regs *fregs)
{
	struct dtrace_probe *enter, *leave;
	struct fbt_func *func;

	preempt_disable_notrace();
	func = find(ip);
	if (likely(func)) {
		leave = READ_ONCE(func->live[FBT_RETURN]);
		enter = READ_ONCE(func->live[FBT_ENTRY]);
		if (unlikely(leave))
			enter_and_leave(func, leave, fregs);
		else if (likely(enter))
			dtrace_probe_fire_regs(enter, &arch_ftrace_regs(fregs)->regs);
	}
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

static void set_add(struct fbt_func *func, void *arg)
{
	struct fbt_set *set = arg;
	unsigned long i = func->ip >> FBT_FUNC_SHIFT;

	while (set->table->slot[i & set->table->mask])
		i++;
	set->table->slot[i & set->table->mask] = func;
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
	set->table->mask = slots - 1;
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

	if (!err)
		err = fbt_returns_prepare(set->returns);
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

	if (!n) {
		unhook_all();
		return fbt_returns_prepare(false);
	}
	err = settle(&set, n);
	kvfree(set.ips);
	return err;
}
