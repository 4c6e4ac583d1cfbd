// SPDX-License-Identifier: GPL-2.0
/*
 * Provider fbt: entry and return of the functions of the kernel and its modules.
 *
 * Probes exist from the first description on that may name one: creating some sixty thousand at
 * boot would be a price for everyone.
 */
#include <linux/dtrace.h>
#include <linux/errno.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/notifier.h>

#include <asm/dtrace.h>

#include "providers/fbt.h"
#include "providers/providers.h"

#define FBT_ARG_REGS	6	/* the further arguments are on the stack */
#define FBT_OFFSET_UNKNOWN	((u64)-1)

static struct dtrace_provider *fbt_provider;

/* ---- arguments; context: probe ---- */

/* Interrupt stacks end close above their first functions: there may be nothing to load. */
static u64 notrace stack_word(unsigned long addr)
{
	struct dtrace_nofault window;
	unsigned long bad;
	u64 val;

	dtrace_nofault_open(&window);
	if (dtrace_nofault_load(&val, addr, sizeof(val), &bad))
		val = 0;
	dtrace_nofault_close(&window);
	return val;
}

/* Entry: the stack pointer is at the return address, arguments begin above it. */
static u64 notrace entry_arg(const struct pt_regs *regs, unsigned int n)
{
	switch (n) {
	case 0:
		return regs->di;
	case 1:
		return regs->si;
	case 2:
		return regs->dx;
	case 3:
		return regs->cx;
	case 4:
		return regs->r8;
	case 5:
		return regs->r9;
	default:
		return stack_word(regs->sp + (n - FBT_ARG_REGS + 1) * sizeof(u64));
	}
}

/* arg0 of a return is the offset of the instruction that returns, unknown to the return hook. */
static u64 notrace return_arg(const struct dtrace_firing *firing, unsigned int n)
{
	if (firing->ctx)
		return fbt_point_arg(firing, n);
	if (!n)
		return FBT_OFFSET_UNKNOWN;
	return n == 1 ? firing->regs->ax : 0;
}

static u64 notrace fbt_arg(void *parg, const struct dtrace_firing *firing, unsigned int n)
{
	return fbt_parg_side(parg) == FBT_RETURN ? return_arg(firing, n) :
						   entry_arg(firing->regs, n);
}

/* ---- enabling; context: process, registry lock held ---- */

static int fbt_enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct fbt_func *func = fbt_parg_func(parg);
	enum fbt_side side = fbt_parg_side(parg);

	if (func->bare ||
	    (side == FBT_RETURN && (dtrace_probe_demands(probe) & DTRACE_DEMAND_EXACT)))
		return fbt_points_enable(func, side, probe);
	WRITE_ONCE(func->live[side], probe);
	return 0;
}

static const char *fbt_refusal(void *arg, struct dtrace_probe *probe, void *parg)
{
	return fbt_points_refusal();
}

static void fbt_disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct fbt_func *func = fbt_parg_func(parg);
	enum fbt_side side = fbt_parg_side(parg);

	WRITE_ONCE(func->live[side], NULL);
	fbt_points_disable(func, side);
}

/*
 * What hooks functions is among what ftrace does not reach: the breakpoints of this change come
 * behind it and go before it, or each function that is hooked would run into them.
 */
static int fbt_settle(void *arg)
{
	int err;

	fbt_points_disarm(true);
	fbt_points_arm(false);
	err = fbt_hooks_settle();
	fbt_points_arm(true);
	fbt_points_disarm(false);
	fbt_points_release();
	return err;
}

static void fbt_destroy(void *arg, struct dtrace_probe *probe, void *parg)
{
	fbt_func_put(fbt_parg_func(parg));
}

static void fbt_provide(void *arg, const struct dtrace_pattern *pattern)
{
	if (!pattern || dtrace_glob_match(pattern->name, "entry") ||
	    dtrace_glob_match(pattern->name, "return"))
		fbt_funcs_scan(fbt_provider);
}

/* The prototype of a function says nothing about the variants that the compiler made of it. */
static int fbt_argdesc(void *arg, struct dtrace_probe *probe, void *parg, unsigned int n,
		       struct dtrace_argdesc *desc)
{
	return fbt_parg_func(parg)->variant ? -ENOENT : 0;
}

static const struct dtrace_provider_ops fbt_provider_ops = {
	.provide	= fbt_provide,
	.explain	= fbt_explain,
	.enable		= fbt_enable,
	.refusal	= fbt_refusal,
	.disable	= fbt_disable,
	.settle		= fbt_settle,
	.destroy	= fbt_destroy,
	.getarg		= fbt_arg,
	.argdesc	= fbt_argdesc,
};

static const struct dtrace_provider_info fbt_info = {
	.name		= "fbt",
	.priv		= DTRACE_PRIV_KERNEL,
	.same_names	= true,
	.demands	= DTRACE_DEMAND_EXACT,
	.attr	= {
		DTRACE_ATTR(EVOLVING, EVOLVING, COMMON),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(PRIVATE, PRIVATE, ISA),
		DTRACE_ATTR(EVOLVING, EVOLVING, COMMON),
		DTRACE_ATTR(PRIVATE, PRIVATE, ISA),
	},
	.args_from	= DTRACE_ARGS_FUNCTION,
	.ops		= &fbt_provider_ops,
};

/* ---- modules ---- */

/*
 * A module comes after ftrace has learnt of its functions and before its init function runs; it
 * goes before ftrace forgets them and before its text is freed. Its text can have breakpoints from
 * when it is alive.
 */
static int fbt_module_event(struct notifier_block *nb, unsigned long event, void *data)
{
	dtrace_registry_lock();
	if (event == MODULE_STATE_COMING || event == MODULE_STATE_LIVE)
		fbt_funcs_module(fbt_provider, data);
	else if (event == MODULE_STATE_GOING)
		fbt_funcs_module_gone(fbt_provider, data);
	dtrace_registry_unlock();
	return NOTIFY_DONE;
}

static struct notifier_block fbt_module_nb = { .notifier_call = fbt_module_event };

int __init dt_fbt_init(void)
{
	int err = dtrace_register(&fbt_info, NULL, &fbt_provider);

	return err ? err : register_module_notifier(&fbt_module_nb);
}
