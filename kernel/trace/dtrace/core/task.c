// SPDX-License-Identifier: GPL-2.0
/*
 * The current thread as D programs see it: ids, name, and the key of its
 * thread-local variables.
 */
#include <linux/cleanup.h>
#include <linux/cred.h>
#include <linux/irqflags.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/uidgid.h>

#include "lib/env.h"

u64 notrace dt_host_curthread(void)
{
	return (unsigned long)current;
}

/* Ids are those of the initial namespaces. */

/* A task that is unhashed already has lost its parent: the pointer may dangle. */
u32 notrace dt_host_ppid(void)
{
	if (!pid_alive(current))
		return 0;
	return rcu_dereference_raw(current->real_parent)->tgid;
}

u32 notrace dt_host_uid(void)
{
	return __kuid_val(rcu_dereference_raw(current->cred)->uid);
}

u32 notrace dt_host_gid(void)
{
	return __kgid_val(rcu_dereference_raw(current->cred)->gid);
}

notrace const char *dt_host_execname(void)
{
	return current->comm;
}

u32 notrace dt_host_ipl(unsigned long flags)
{
	if (in_nmi())
		return 15;
	if (in_hardirq())
		return 8;
	if (raw_irqs_disabled_flags(flags))
		return 2;
	return in_serving_softirq() ? 1 : 0;
}

/*
 * Key of the thread-local variables of the current context.
 *
 *	 63              42 41                          3 2     0
 *	+------------------+-----------------------------+-------+
 *	| pid              | start time, units of 8192 ns| level |
 *	+------------------+-----------------------------+-------+
 *
 * A pid alone is used again, and there is no serial number in struct
 * task_struct. A pid and the time its task started are enough: creating and
 * ending a task takes longer than a unit, so two tasks have the same key only
 * if they have the same pid and started a multiple of 2^52 ns (52 days) apart
 * to within 8 us. A thread that execs takes over pid and start time of its
 * leader, and so the leader's variables.
 *
 * Idle tasks all have pid 0 and start at 0; the CPU takes the place of the time
 * there. Bit 41 keeps their keys above the ids of variables, which never occur
 * in the same place of a tuple then.
 *
 * Each interrupt level has variables of its own: a handler is not the thread
 * that it interrupted.
 */
#define KEY_LEVEL_BITS	3
#define KEY_TIME_BITS	39
#define KEY_TIME_UNIT	13

static_assert(KEY_LEVEL_BITS + KEY_TIME_BITS + 22 == 64, "pids have up to 22 bits");

static __always_inline u64 task_serial(const struct task_struct *task)
{
	u64 start = task->start_boottime >> KEY_TIME_UNIT;

	return (start & GENMASK_ULL(KEY_TIME_BITS - 1, 0)) | (u64)task->pid << KEY_TIME_BITS;
}

u64 notrace dt_host_thread_key(void)
{
	u64 serial;

	if (likely(current->pid))
		serial = task_serial(current);
	else
		serial = BIT_ULL(KEY_TIME_BITS - 1) | raw_smp_processor_id();
	return serial << KEY_LEVEL_BITS | interrupt_context_level();
}

/* A thread is gone a moment before it runs for the last time. Idle tasks stay. */
bool dt_host_thread_gone(u64 key)
{
	u64 serial = key >> KEY_LEVEL_BITS;
	pid_t pid = serial >> KEY_TIME_BITS;
	struct task_struct *task;

	if (!pid)
		return false;
	guard(rcu)();
	task = find_task_by_pid_ns(pid, &init_pid_ns);
	return !task || task_serial(task) != serial;
}
