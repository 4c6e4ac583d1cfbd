// SPDX-License-Identifier: GPL-2.0
/*
 * Provider syscall: entry and return of every system call, 64-bit (module
 * vmlinux) and 32-bit (module ia32).
 *
 * No tracepoint and no per-task flag: where the kernel dispatches system calls
 * stands a static branch (nothing while no probe is enabled), then a test of
 * one bit (the price of other calls while one is probed), and only a probed
 * call comes here. See dtrace_syscall_probed() in asm/dtrace.h.
 *
 * A task can be inside a call for hours, so nothing is held across it: the
 * return probe is looked up when the call returns. Probes are never freed, so
 * what is found is good. A new task never made the call that it returns from;
 * its return is told when it starts.
 */
#include <linux/bitmap.h>
#include <linux/dtrace.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/ptrace.h>
#include <linux/sched/task_stack.h>
#include <linux/syscalls.h>

#include <trace/events/dtrace.h>

#include <asm/dtrace.h>
#include <asm/syscall.h>

#include "providers/providers.h"
#include "providers/syscall_args.h"

enum syscall_side { SYSCALL_ENTRY, SYSCALL_RETURN, SYSCALL_SIDES };

static const char * const side_names[SYSCALL_SIDES] = { "entry", "return" };

/**
 * struct syscall_point - one end of one system call
 * @probe: its probe while it is enabled, else NULL; written under the registry lock
 *
 * The argument of the probe's callbacks is the address of its point, which
 * tells ABI, call and side.
 */
struct syscall_point {
	struct dtrace_probe *probe;
};

/**
 * struct syscall_abi - one way to make system calls
 * @module: name of the module of its probes
 * @names: names by number, NULL: there is no such call
 * @ncalls: number of @names
 * @points: by number
 * @mask: bit set: the dispatcher has to come here
 * @key: on while a probe is enabled
 */
struct syscall_abi {
	const char		*module;
	const char * const	*names;
	unsigned int		ncalls;
	struct syscall_point	(*points)[SYSCALL_SIDES];
	unsigned long		*mask;
	struct static_key_false	*key;
};

static const char * const names_64[NR_syscalls] = {
#include "syscall_names.h"
};

static struct syscall_point points_64[NR_syscalls][SYSCALL_SIDES];

#ifdef CONFIG_IA32_EMULATION

static const char * const names_ia32[IA32_NR_syscalls] = {
#include "syscall_names_ia32.h"
};

static struct syscall_point points_ia32[IA32_NR_syscalls][SYSCALL_SIDES];

#endif

enum { ABI_64, ABI_IA32 };

static const struct syscall_abi abis[] = {
	[ABI_64] = {
		.module = "vmlinux", .names = names_64, .ncalls = NR_syscalls, .points = points_64,
		.mask = dtrace_syscall_mask, .key = &dtrace_syscall_key,
	},
#ifdef CONFIG_IA32_EMULATION
	[ABI_IA32] = {
		.module = "ia32", .names = names_ia32, .ncalls = IA32_NR_syscalls,
		.points = points_ia32, .mask = dtrace_ia32_mask, .key = &dtrace_ia32_key,
	},
#endif
};

static const struct syscall_abi *point_abi(const struct syscall_point *point)
{
	const struct syscall_abi *abi = &abis[ARRAY_SIZE(abis) - 1];

	while (point < &abi->points[0][0] || point >= &abi->points[abi->ncalls][0])
		abi--;
	return abi;
}

static unsigned int point_index(const struct syscall_point *point)
{
	return point - &point_abi(point)->points[0][0];
}

static unsigned int point_nr(const struct syscall_point *point)
{
	return point_index(point) / SYSCALL_SIDES;
}

static enum syscall_side point_side(const struct syscall_point *point)
{
	return point_index(point) % SYSCALL_SIDES;
}

/* ---- firing; context: task, preemptible, interrupts on, no locks ---- */

static const unsigned short arg_regs[ARRAY_SIZE(abis)][6] = {
	[ABI_64] = {
		offsetof(struct pt_regs, di), offsetof(struct pt_regs, si),
		offsetof(struct pt_regs, dx), offsetof(struct pt_regs, r10),
		offsetof(struct pt_regs, r8), offsetof(struct pt_regs, r9),
	},
#ifdef CONFIG_IA32_EMULATION
	[ABI_IA32] = {
		offsetof(struct pt_regs, bx), offsetof(struct pt_regs, cx),
		offsetof(struct pt_regs, dx), offsetof(struct pt_regs, si),
		offsetof(struct pt_regs, di), offsetof(struct pt_regs, bp),
	},
#endif
};

static u64 notrace entry_arg(void *parg, const struct dtrace_firing *firing, unsigned int n)
{
	unsigned int abi = point_abi(parg) - abis;
	u64 value;

	if (n >= ARRAY_SIZE(arg_regs[0]))
		return 0;
	value = *(const unsigned long *)((const char *)firing->regs + arg_regs[abi][n]);
	return abi == ABI_64 ? value : (u32)value;
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

static __always_inline long probed_call(struct pt_regs *regs, struct syscall_point *points,
					long (*call)(const struct pt_regs *, unsigned int),
					unsigned int nr)
{
	struct dtrace_probe *probe = READ_ONCE(points[SYSCALL_ENTRY].probe);
	long ret;

	if (probe)
		fire_entry(probe, regs);
	ret = call(regs, nr);
	probe = READ_ONCE(points[SYSCALL_RETURN].probe);
	if (probe)
		fire_return(probe, regs, ret);
	return ret;
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
	return probed_call(regs, points_64[nr], x64_sys_call, nr);
}

#ifdef CONFIG_IA32_EMULATION

/**
 * dtrace_ia32_call() - a probed 32-bit system call, from its dispatch
 * @regs: its frame
 * @nr: its number, below IA32_NR_syscalls
 *
 * Context: task, preemptible, interrupts on.
 * Return: what the call returns.
 */
long notrace dtrace_ia32_call(struct pt_regs *regs, unsigned int nr)
{
	return probed_call(regs, points_ia32[nr], ia32_sys_call, nr);
}

#endif

/* ---- new tasks ---- */

static const char * const fork_names[] = { "clone", "clone3", "fork", "vfork" };

/* Enabled return probes of the calls that new tasks return from; under the registry lock */
static unsigned int forks_enabled;

static bool is_fork(const struct syscall_abi *abi, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fork_names); i++) {
		if (abi->names[nr] && !strcmp(abi->names[nr], fork_names[i]))
			return true;
	}
	return false;
}

/* The first code of a new thread, on its way to user mode. Context: task */
static void on_lwp_start(void *data, struct task_struct *curr)
{
	const struct syscall_abi *abi = &abis[in_ia32_syscall() ? ABI_IA32 : ABI_64];
	struct pt_regs *regs = task_pt_regs(curr);
	unsigned int nr = regs->orig_ax;
	struct dtrace_probe *probe;

	if ((curr->flags & (PF_KTHREAD | PF_USER_WORKER)) || nr >= abi->ncalls ||
	    !is_fork(abi, nr))
		return;
	probe = READ_ONCE(abi->points[nr][SYSCALL_RETURN].probe);
	if (probe)
		fire_return(probe, regs, regs->ax);
}

static int forks_attach(const struct syscall_point *point)
{
	int err = 0;

	if (point_side(point) != SYSCALL_RETURN || !is_fork(point_abi(point), point_nr(point)))
		return 0;
	if (!forks_enabled)
		err = register_trace_dtrace_lwp_start(on_lwp_start, NULL);
	if (!err)
		forks_enabled++;
	return err;
}

static void forks_detach(const struct syscall_point *point)
{
	if (point_side(point) != SYSCALL_RETURN || !is_fork(point_abi(point), point_nr(point)))
		return;
	if (!--forks_enabled)
		unregister_trace_dtrace_lwp_start(on_lwp_start, NULL);
}

/* ---- enabling; context: process, registry lock held ---- */

static void update_mask(const struct syscall_abi *abi, unsigned int nr)
{
	if (abi->points[nr][SYSCALL_ENTRY].probe || abi->points[nr][SYSCALL_RETURN].probe)
		set_bit(nr, abi->mask);
	else
		clear_bit(nr, abi->mask);
}

static int syscall_enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct syscall_point *point = parg;
	const struct syscall_abi *abi = point_abi(point);
	int err = forks_attach(point);

	if (err)
		return err;
	WRITE_ONCE(point->probe, probe);
	update_mask(abi, point_nr(point));
	static_branch_inc(abi->key);
	return 0;
}

static void syscall_disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct syscall_point *point = parg;
	const struct syscall_abi *abi = point_abi(point);

	static_branch_dec(abi->key);
	WRITE_ONCE(point->probe, NULL);
	update_mask(abi, point_nr(point));
	forks_detach(point);
}

/* The types are kept by 64-bit number; a 32-bit call of the same name has the same. */
static int number_64(const struct syscall_point *point)
{
	const struct syscall_abi *abi = point_abi(point);
	unsigned int nr, of = point_nr(point);

	if (abi == &abis[ABI_64])
		return of;
	for (nr = 0; nr < NR_syscalls; nr++) {
		if (names_64[nr] && !strcmp(names_64[nr], abi->names[of]))
			return nr;
	}
	return -ENOENT;
}

static int syscall_argdesc(void *arg, struct dtrace_probe *probe, void *parg, unsigned int n,
			   struct dtrace_argdesc *desc)
{
	const struct syscall_point *point = parg;
	int nr;

	if (point_side(point) == SYSCALL_RETURN)
		return dt_syscall_return_argdesc(n, desc);
	nr = number_64(point);
	return nr < 0 ? nr : dt_syscall_entry_argdesc(nr, n, desc);
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

static int __init create_points(struct dtrace_provider *prov, const struct syscall_abi *abi,
				unsigned int nr)
{
	unsigned int side;

	for (side = 0; side < SYSCALL_SIDES; side++) {
		if (!dtrace_probe_create(prov, abi->module, abi->names[nr], side_names[side],
					 &abi->points[nr][side]))
			return -ENOMEM;
	}
	return 0;
}

static int __init create_abi(struct dtrace_provider *prov, const struct syscall_abi *abi)
{
	unsigned int nr;
	int err = 0;

	for (nr = 0; nr < abi->ncalls && !err; nr++)
		err = abi->names[nr] ? create_points(prov, abi, nr) : 0;
	return err;
}

int __init dt_syscall_init(void)
{
	struct dtrace_provider *prov;
	unsigned int i;
	int err;

	dt_syscall_args_init();
	err = dtrace_register(&syscall_info, NULL, &prov);
	if (err)
		return err;
	dtrace_registry_lock();
	for (i = 0; i < ARRAY_SIZE(abis) && !err; i++)
		err = create_abi(prov, &abis[i]);
	dtrace_registry_unlock();
	return err;
}
