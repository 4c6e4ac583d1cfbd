// SPDX-License-Identifier: GPL-2.0
/*
 * CPU time of threads, for vtimestamp.
 *
 * One word for each CPU holds the clock less the CPU time of the running thread, so that reading is
 * a subtraction and a firing is taken out by an addition; an NMI sees the word before or after. A
 * task that does not run keeps its time in its task_struct. A child inherits that, as any origin
 * will do. Interrupts count as time of the thread they interrupt, and what a hypervisor takes away,
 * too.
 *
 * Kept while there is a consumer that asks: the context switch has a tracepoint, and the way of a
 * firing a static branch.
 */
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include <trace/events/sched.h>

#include "lib/env.h"

/* Behind the providers: a probe at the tracepoint is still one of the thread that leaves. */
#define PRIO_LAST	0

DEFINE_STATIC_KEY_FALSE(dt_vtime_key);

static DEFINE_PER_CPU(u64, vtime_offset);
static DEFINE_MUTEX(vtime_lock);
static unsigned int vtime_users;	/* under vtime_lock */

/* Context: run queue locked and interrupts off */
static void notrace on_switch(void *data, bool preempt, struct task_struct *prev,
			      struct task_struct *next, unsigned int prev_state)
{
	u64 now = dt_host_clock();

	prev->dtrace_vtime = now - __this_cpu_read(vtime_offset);
	__this_cpu_write(vtime_offset, now - next->dtrace_vtime);
}

u64 notrace dt_host_vtime(u64 now)
{
	return now - __this_cpu_read(vtime_offset);
}

void notrace dt_host_vtime_skip(u64 since)
{
	__this_cpu_add(vtime_offset, dt_host_clock() - since);
}

/* The thread that runs here begins now. Context: interrupts off */
static void begin_here(void *unused)
{
	__this_cpu_write(vtime_offset, dt_host_clock() - current->dtrace_vtime);
}

static int begin(void)
{
	int err = register_trace_prio_sched_switch(on_switch, NULL, PRIO_LAST);

	if (err)
		return err;
	on_each_cpu(begin_here, NULL, true);
	static_branch_enable(&dt_vtime_key);
	return 0;
}

static void end(void)
{
	static_branch_disable(&dt_vtime_key);
	unregister_trace_sched_switch(on_switch, NULL);
}

int dt_host_vtime_get(void)
{
	int err = 0;

	mutex_lock(&vtime_lock);
	if (!vtime_users)
		err = begin();
	if (!err)
		vtime_users++;
	mutex_unlock(&vtime_lock);
	return err;
}

void dt_host_vtime_put(void)
{
	mutex_lock(&vtime_lock);
	if (!--vtime_users)
		end();
	mutex_unlock(&vtime_lock);
}
