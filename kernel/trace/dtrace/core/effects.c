// SPDX-License-Identifier: GPL-2.0
/*
 * Side effects of destructive actions: signals, breakpoint, panic.
 *
 * A signal takes locks that the probe may have fired under. So probe context
 * only notes thread and signal in a slot of its CPU; an interrupt that the CPU
 * sends to itself delivers it as soon as interrupts are on again, which is
 * before the thread gets back to user mode.
 */
#include <linux/irq_work.h>
#include <linux/kgdb.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "lib/env.h"

/* Signals under way on a CPU; more before interrupts are on again are lost, and counted */
#define DT_SIGNALS	4

/**
 * struct dt_signal - a signal under way
 * @work: busy from the note to the delivery; the fields below are the note's while it is
 * @task: to whom, with a reference
 * @sig: what
 */
struct dt_signal {
	struct irq_work		work;
	struct task_struct	*task;
	int			sig;
};

static void deliver(struct irq_work *work)
{
	struct dt_signal *signal = container_of(work, struct dt_signal, work);

	send_sig(signal->sig, signal->task, 1);
	put_task_struct(signal->task);
}

static DEFINE_PER_CPU(struct dt_signal, dt_signals[DT_SIGNALS]) = {
	[0 ... DT_SIGNALS - 1] = { .work = IRQ_WORK_INIT_HARD(deliver) },
};

static notrace struct dt_signal *free_slot(void)
{
	unsigned int i;

	for (i = 0; i < DT_SIGNALS; i++) {
		struct dt_signal *signal = this_cpu_ptr(&dt_signals[i]);

		if (!irq_work_is_busy(&signal->work))
			return signal;
	}
	return NULL;
}

static bool notrace may_signal(const struct task_struct *task)
{
	return task->mm && !(task->flags & (PF_KTHREAD | PF_EXITING)) &&
	       !is_global_init((struct task_struct *)task);
}

/* Who cannot get the signal loses none. */
bool notrace dt_host_raise(int sig)
{
	struct dt_signal *signal;

	if (!valid_signal(sig) || !sig || !may_signal(current))
		return true;
	signal = free_slot();
	if (!signal)
		return false;
	signal->task = get_task_struct(current);
	signal->sig = sig;
	irq_work_queue(&signal->work);
	return true;
}

bool notrace dt_host_stop(void)
{
	return dt_host_raise(SIGSTOP);
}

#ifdef CONFIG_KGDB
void notrace dt_host_breakpoint(void)
{
	kgdb_breakpoint();
}
#else
/* Without a kernel debugger there is nobody to break into. */
void notrace dt_host_breakpoint(void)
{
}
#endif

void notrace dt_host_panic(const char *why)
{
	panic("dtrace: %s", why);
}
