// SPDX-License-Identifier: GPL-2.0
/*
 * Provider snapshot: what is there when tracing begins. Its probes fire after BEGIN, once for each
 * thing, for the consumer that begins.
 *
 * thread: a thread, as /proc lists them. They are found by their numbers, in ascending order, one
 * at a time: RCU protects no more than a step, and a thread that lives throughout is found whatever
 * comes and goes beside it. One that takes over the number of its process meanwhile (execve() of
 * another thread than the first) may be missed.
 */
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "providers/event.h"
#include "providers/providers.h"

static const struct dtrace_argtype thread_args[] = {
	{ "struct task_struct *", "lwpsinfo_t *", 0 }, { "struct task_struct *", "psinfo_t *", 1 },
	{}
};

static int snapshot_enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	return 0;
}

static void snapshot_disable(void *arg, struct dtrace_probe *probe, void *parg)
{
}

static int snapshot_argdesc(void *arg, struct dtrace_probe *probe, void *parg, unsigned int n,
			    struct dtrace_argdesc *desc)
{
	return dtrace_argdesc_row(desc, thread_args, n);
}

/*
 * The number at or above *@nr that comes next, and a reference to its thread; NULL: it is that of a
 * process group or session whose thread is gone. Return: false: there is none.
 */
static bool thread_from(pid_t *nr, struct task_struct **task)
{
	struct pid *pid;

	guard(rcu)();
	pid = find_ge_pid(*nr, &init_pid_ns);
	if (!pid)
		return false;
	*nr = pid_nr(pid);
	*task = pid_task(pid, PIDTYPE_PID);
	if (*task)
		get_task_struct(*task);
	return true;
}

static bool fire_thread(struct dtrace_present *to, struct task_struct *task)
{
	const u64 args[] = { (unsigned long)task, (unsigned long)task };
	const struct dtrace_firing firing = { .args = args, .nargs = ARRAY_SIZE(args) };

	return dtrace_present_fire(to, &firing);
}

static void threads_present(void *arg, struct dtrace_probe *probe, void *parg,
			    struct dtrace_present *to)
{
	struct task_struct *task;
	bool more = true;
	pid_t nr;

	for (nr = 1; more && thread_from(&nr, &task); nr++) {
		if (task) {
			more = fire_thread(to, task) && !fatal_signal_pending(current);
			put_task_struct(task);
		}
		cond_resched();
	}
}

static const struct dtrace_provider_ops snapshot_ops = {
	.enable		= snapshot_enable,
	.disable	= snapshot_disable,
	.argdesc	= snapshot_argdesc,
	.present	= threads_present,
};

static const struct dtrace_provider_info snapshot_info = {
	.name		= "snapshot",
	.priv		= DTRACE_PRIV_KERNEL,
	.attr		= DT_EVENT_ATTR,
	.args_from	= DTRACE_ARGS_DESCRIBED,
	.ops		= &snapshot_ops,
};

int __init dt_snapshot_init(void)
{
	struct dtrace_provider *snapshot;
	int err = dtrace_register(&snapshot_info, NULL, &snapshot);

	if (err)
		return err;
	dtrace_registry_lock();
	if (!dtrace_probe_create(snapshot, "vmlinux", "", "thread", NULL))
		err = -ENOMEM;
	dtrace_registry_unlock();
	return err;
}
