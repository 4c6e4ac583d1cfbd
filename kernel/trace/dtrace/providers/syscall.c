// SPDX-License-Identifier: GPL-2.0
/*
 * Provider syscall: entry and return of every 64-bit system call.
 *
 * No tracepoint and no per-task flag: where the kernel dispatches system calls
 * stands a static branch (nothing while no probe is enabled), then a test of
 * one bit (the price of other calls while one is probed), and only a probed
 * call comes here. See dtrace_syscall_probed() in asm/dtrace.h.
 *
 * A task can be inside a call for hours, so nothing is held across it: the
 * return probe is looked up when the call returns. Probes are never freed, so
 * what is found is good.
 */
#include <linux/bitmap.h>
#include <linux/dtrace.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/ptrace.h>
#include <linux/syscalls.h>

#include <asm/dtrace.h>
#include <asm/syscall.h>

#include "providers/providers.h"
#include "providers/syscall_args.h"

#define SYSCALL_MODULE	"vmlinux"
#define SYSCALL_NARGS	6

static const char * const syscall_names[NR_syscalls] = {
#include "syscall_names.h"
};

enum syscall_side { SYSCALL_ENTRY, SYSCALL_RETURN, SYSCALL_SIDES };

static const char * const side_names[SYSCALL_SIDES] = { "entry", "return" };

/**
 * struct syscall_point - one end of one system call
 * @probe: its probe while it is enabled, else NULL; written under the registry lock
 *
 * The argument of the probe's callbacks is the address of its point, which
 * tells call and side.
 */
struct syscall_point {
	struct dtrace_probe *probe;
};

static struct syscall_point points[NR_syscalls][SYSCALL_SIDES];

static unsigned int point_nr(const struct syscall_point *point)
{
	return (point - &points[0][0]) / SYSCALL_SIDES;
}

static enum syscall_side point_side(const struct syscall_point *point)
{
	return (point - &points[0][0]) % SYSCALL_SIDES;
}

/* ---- firing; context: task, preemptible, interrupts on, no locks ---- */

static u64 notrace entry_arg(void *parg, const struct dtrace_firing *firing, unsigned int n)
{
	const struct pt_regs *regs = firing->regs;

	switch (n) {
	case 0:
		return regs->di;
	case 1:
		return regs->si;
	case 2:
		return regs->dx;
	case 3:
		return regs->r10;
	case 4:
		return regs->r8;
	case 5:
		return regs->r9;
	default:
		return 0;
	}
}

/*
 * Both fire from a frame of their own, so that the call itself runs with no
 * more stack than it needs.
 */
static noinline notrace void fire_entry(struct dtrace_probe *probe, struct pt_regs *regs)
{
	struct dtrace_firing firing = { .aframes = 1, .regs = regs };

	dtrace_probe_fire(probe, &firing);
}

static noinline notrace void fire_return(struct dtrace_probe *probe, struct pt_regs *regs, long ret)
{
	const u64 args[] = { IS_ERR_VALUE(ret) ? -1 : ret, ret };
	struct dtrace_firing firing = {
		.args = args, .nargs = ARRAY_SIZE(args), .aframes = 1, .regs = regs, .sysret = ret,
	};

	dtrace_probe_fire(probe, &firing);
}

/**
 * dtrace_syscall_call() - a probed system call, from its dispatch
 * @regs: its frame
 * @nr: its number, below NR_syscalls
 *
 * Context: task, preemptible, interrupts on.
 * Return: what the call returns.
 */
long notrace dtrace_syscall_call(struct pt_regs *regs, unsigned int nr)
{
	struct dtrace_probe *probe = READ_ONCE(points[nr][SYSCALL_ENTRY].probe);
	long ret;

	if (probe)
		fire_entry(probe, regs);
	ret = x64_sys_call(regs, nr);
	probe = READ_ONCE(points[nr][SYSCALL_RETURN].probe);
	if (probe)
		fire_return(probe, regs, ret);
	return ret;
}

/* ---- enabling; context: process, registry lock held ---- */

static void update_mask(unsigned int nr)
{
	if (points[nr][SYSCALL_ENTRY].probe || points[nr][SYSCALL_RETURN].probe)
		set_bit(nr, dtrace_syscall_mask);
	else
		clear_bit(nr, dtrace_syscall_mask);
}

static int syscall_enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct syscall_point *point = parg;

	WRITE_ONCE(point->probe, probe);
	update_mask(point_nr(point));
	static_branch_inc(&dtrace_syscall_key);
	return 0;
}

static void syscall_disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct syscall_point *point = parg;

	static_branch_dec(&dtrace_syscall_key);
	WRITE_ONCE(point->probe, NULL);
	update_mask(point_nr(point));
}

static int syscall_argdesc(void *arg, struct dtrace_probe *probe, void *parg, unsigned int n,
			   struct dtrace_argdesc *desc)
{
	const struct syscall_point *point = parg;

	if (point_side(point) == SYSCALL_RETURN)
		return dt_syscall_return_argdesc(n, desc);
	return dt_syscall_entry_argdesc(point_nr(point), n, desc);
}

static const struct dtrace_provider_ops syscall_ops = {
	.enable		= syscall_enable,
	.disable	= syscall_disable,
	.getarg		= entry_arg,
	.argdesc	= syscall_argdesc,
};

static const struct dtrace_provider_info syscall_info = {
	.name	= "syscall",
	.priv	= DTRACE_PRIV_USER,
	.attr	= {
		DTRACE_ATTR(EVOLVING, EVOLVING, COMMON),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(PRIVATE, PRIVATE, ISA),
		DTRACE_ATTR(EVOLVING, EVOLVING, COMMON),
		DTRACE_ATTR(PRIVATE, PRIVATE, ISA),
	},
	.args_from = DTRACE_ARGS_SYSCALL,
	.ops	= &syscall_ops,
};

static int __init create_points(struct dtrace_provider *prov, unsigned int nr)
{
	unsigned int side;

	for (side = 0; side < SYSCALL_SIDES; side++) {
		if (!dtrace_probe_create(prov, SYSCALL_MODULE, syscall_names[nr], side_names[side],
					 &points[nr][side]))
			return -ENOMEM;
	}
	return 0;
}

int __init dt_syscall_init(void)
{
	struct dtrace_provider *prov;
	unsigned int nr;
	int err;

	dt_syscall_args_init();
	err = dtrace_register(&syscall_info, NULL, &prov);
	if (err)
		return err;
	dtrace_registry_lock();
	for (nr = 0; nr < NR_syscalls && !err; nr++)
		err = syscall_names[nr] ? create_points(prov, nr) : 0;
	dtrace_registry_unlock();
	return err;
}
