// SPDX-License-Identifier: GPL-2.0
/*
 * Provider sched: threads waiting for a CPU, getting it, losing it.
 *
 * enqueue and dequeue bracket the time that a thread waits for a CPU. The run
 * queues of the kernel hold the running thread too, so what the kernel calls
 * enqueueing is not it: a thread begins to wait when it is put on a queue
 * without running, or when it loses the CPU and stays runnable; it stops
 * waiting when it gets the CPU or is taken off the queue. A thread that sleeps
 * but may stay on the queue for a while (sched_delayed) does not wait.
 */
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/prio.h>

#include <trace/events/dtrace.h>
#include <trace/events/sched.h>

#include "providers/event.h"
#include "providers/providers.h"

enum sched_probe {
	SCHED_ENQUEUE, SCHED_DEQUEUE, SCHED_ON_CPU, SCHED_OFF_CPU, SCHED_REMAIN_CPU, SCHED_SLEEP,
	SCHED_PREEMPT, SCHED_WAKEUP, SCHED_TICK, SCHED_CHANGE_PRI, SCHED_SURRENDER,
};

static struct dt_event sched_events[];

/* The thread that gave up this CPU by itself and is about to be switched from */
static DEFINE_PER_CPU(struct task_struct *, sched_yielder);

/* Better is higher, as ps prints it: up to 39 time sharing, to 139 real time, 140 deadline */
static int sched_pri(int prio)
{
	return MAX_PRIO - 1 - prio;
}

/* ---- handlers; context: run queue locked and interrupts off, unless said otherwise ---- */

static bool waits(const struct task_struct *p)
{
	return !task_curr(p) && !p->se.sched_delayed;
}

static void on_enqueue(void *data, struct task_struct *p, int cpu, bool head)
{
	if (waits(p))
		DT_FIRE(dtrace_enqueue, &sched_events[SCHED_ENQUEUE], (unsigned long)p, cpu, head);
}

static void on_dequeue(void *data, struct task_struct *p, int cpu)
{
	if (waits(p))
		DT_FIRE(dtrace_dequeue, &sched_events[SCHED_DEQUEUE], (unsigned long)p, cpu, 0);
}

/* prev stays runnable: it was preempted, or it yielded. */
static void switch_preempt(struct task_struct *prev, bool yielded)
{
	if (!yielded)
		DT_FIRE(sched_switch, &sched_events[SCHED_PREEMPT], 0);
	DT_FIRE(sched_switch, &sched_events[SCHED_ENQUEUE], (unsigned long)prev, task_cpu(prev), 0);
}

static void switch_from(struct task_struct *prev, unsigned int prev_state)
{
	bool yielded = this_cpu_xchg(sched_yielder, NULL) == prev;

	if (is_idle_task(prev))
		return;
	if (prev->on_rq && !prev->se.sched_delayed)
		switch_preempt(prev, yielded);
	else if (!(prev_state & TASK_DEAD))
		DT_FIRE(sched_switch, &sched_events[SCHED_SLEEP], 0);
}

static void on_switch(void *data, bool preempt, struct task_struct *prev, struct task_struct *next,
		      unsigned int prev_state)
{
	switch_from(prev, prev_state);
	if (!is_idle_task(next))
		DT_FIRE(sched_switch, &sched_events[SCHED_DEQUEUE], (unsigned long)next,
			task_cpu(next), 1);
	DT_FIRE(sched_switch, &sched_events[SCHED_OFF_CPU], (unsigned long)next);
}

static void on_on_cpu(void *data, struct task_struct *curr)
{
	DT_FIRE(dtrace_on_cpu, &sched_events[SCHED_ON_CPU], 0);
}

static void on_remain_cpu(void *data, struct task_struct *curr)
{
	this_cpu_write(sched_yielder, NULL);
	DT_FIRE(dtrace_remain_cpu, &sched_events[SCHED_REMAIN_CPU], 0);
}

/* Context: the waker's; p->pi_lock held */
static void on_waking(void *data, struct task_struct *p)
{
	if (p != current)
		DT_FIRE(sched_waking, &sched_events[SCHED_WAKEUP], (unsigned long)p);
}

/* Context: hard interrupt */
static void on_tick(void *data, struct task_struct *curr)
{
	DT_FIRE(dtrace_tick, &sched_events[SCHED_TICK], (unsigned long)curr);
}

static void on_surrender(void *data, struct task_struct *p)
{
	if (p == current)
		this_cpu_write(sched_yielder, p);
	DT_FIRE(dtrace_surrender, &sched_events[SCHED_SURRENDER], (unsigned long)p);
}

static void on_change_pri(void *data, struct task_struct *p, int prio)
{
	if (prio != p->prio)
		DT_FIRE(dtrace_change_pri, &sched_events[SCHED_CHANGE_PRI], (unsigned long)p,
			sched_pri(prio));
}

/* Priority inheritance: p lends the priority of the first waiter, if that is better. */
static void on_pi_setprio(void *data, struct task_struct *p, struct task_struct *pi_task)
{
	int prio = pi_task ? min(pi_task->prio, p->normal_prio) : p->normal_prio;

	if (prio != p->prio)
		DT_FIRE(sched_pi_setprio, &sched_events[SCHED_CHANGE_PRI], (unsigned long)p,
			sched_pri(prio));
}

DT_SOURCE(enqueue, dtrace_enqueue);
DT_SOURCE(dequeue, dtrace_dequeue);
DT_SOURCE(switch, sched_switch);
DT_SOURCE(on_cpu, dtrace_on_cpu);
DT_SOURCE(remain_cpu, dtrace_remain_cpu);
DT_SOURCE(waking, sched_waking);
DT_SOURCE(tick, dtrace_tick);
DT_SOURCE(surrender, dtrace_surrender);
DT_SOURCE(change_pri, dtrace_change_pri);
DT_SOURCE(pi_setprio, sched_pi_setprio);

/* ---- the probes ---- */

static const struct dtrace_argtype thread_args[] = {
	{ "struct task_struct *", "lwpsinfo_t *", 0 }, { "struct task_struct *", "psinfo_t *", 0 },
	{}
};

static const struct dtrace_argtype queue_args[] = {
	{ "struct task_struct *", "lwpsinfo_t *", 0 }, { "struct task_struct *", "psinfo_t *", 0 },
	{ "int", "cpuinfo_t *", 1 }, { "int", NULL, 2 }, {}
};

static const struct dtrace_argtype pri_args[] = {
	{ "struct task_struct *", "lwpsinfo_t *", 0 }, { "struct task_struct *", "psinfo_t *", 0 },
	{ "int", NULL, 1 }, {}
};

static struct dt_event sched_events[] = {
	DT_EVENT(SCHED_ENQUEUE, "enqueue_task", "enqueue", queue_args, &src_enqueue, &src_switch),
	DT_EVENT(SCHED_DEQUEUE, "dequeue_task", "dequeue", queue_args, &src_dequeue, &src_switch),
	DT_EVENT(SCHED_ON_CPU, "finish_task_switch", "on-cpu", NULL, &src_on_cpu),
	DT_EVENT(SCHED_OFF_CPU, "__schedule", "off-cpu", thread_args, &src_switch),
	DT_EVENT(SCHED_REMAIN_CPU, "__schedule", "remain-cpu", NULL, &src_remain_cpu),
	DT_EVENT(SCHED_SLEEP, "__schedule", "sleep", NULL, &src_switch),
	DT_EVENT(SCHED_PREEMPT, "__schedule", "preempt", NULL, &src_switch, &src_surrender,
		 &src_remain_cpu),
	DT_EVENT(SCHED_WAKEUP, "try_to_wake_up", "wakeup", thread_args, &src_waking),
	DT_EVENT(SCHED_TICK, "sched_tick", "tick", thread_args, &src_tick),
	DT_EVENT(SCHED_CHANGE_PRI, "set_user_nice", "change-pri", pri_args, &src_change_pri,
		 &src_pi_setprio),
	DT_EVENT(SCHED_SURRENDER, "resched_curr", "surrender", thread_args, &src_surrender),
};

static const struct dtrace_provider_info sched_info = {
	.name		= "sched",
	.priv		= DTRACE_PRIV_KERNEL,
	.attr		= DT_EVENT_ATTR,
	.args_from	= DTRACE_ARGS_DESCRIBED,
	.ops		= &dt_event_ops,
};

static struct dt_event_provider sched_provider = {
	.info		= &sched_info,
	.events		= sched_events,
	.nevents	= ARRAY_SIZE(sched_events),
};

int __init dt_sched_init(void)
{
	return dt_event_init(&sched_provider);
}
