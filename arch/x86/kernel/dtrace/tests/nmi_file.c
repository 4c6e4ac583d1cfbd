// SPDX-License-Identifier: GPL-2.0
/*
 * NMIs for tests, as a profiler by hardware counters would cause them: debugfs dtrace/test_nmi
 * takes a period in microseconds, 0 to stop. At each period all CPUs get an NMI that walks the
 * stack of what it has interrupted. Reading tells how many were sent and handled, and the frames
 * seen.
 */
#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/init.h>
#include <linux/ktime.h>
#include <linux/kstrtox.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <linux/stacktrace.h>

#include "nmi.h"

#define PERIOD_MIN	100	/* us; closer ones leave the CPUs to nothing else */
#define FRAMES_MAX	32
#define HANDLER		"dtrace_test_nmi"

/**
 * struct nmi_counts - per CPU
 * @pending: an NMI was sent and not handled yet
 * @sent: to the CPU; one that is sent while another is pending is the same
 * @handled: by the CPU
 * @frames: of the interrupted stacks
 */
struct nmi_counts {
	int		pending;
	unsigned long	sent;
	unsigned long	handled;
	unsigned long	frames;
};

static DEFINE_PER_CPU(struct nmi_counts, counts);
static DEFINE_MUTEX(nmi_lock);	/* of starting and stopping */
static struct hrtimer nmi_timer;
static ktime_t period;		/* 0: stopped */

static int walk_interrupted(unsigned int reason, struct pt_regs *regs)
{
	unsigned long frames[FRAMES_MAX];

	if (!this_cpu_xchg(counts.pending, 0))
		return NMI_DONE;
	this_cpu_inc(counts.handled);
	this_cpu_add(counts.frames, stack_trace_save_regs(regs, frames, FRAMES_MAX, 0));
	return NMI_HANDLED;
}

static enum hrtimer_restart send_to_all(struct hrtimer *timer)
{
	int cpu;

	for_each_online_cpu(cpu) {
		if (xchg(per_cpu_ptr(&counts.pending, cpu), 1))
			continue;
		per_cpu(counts.sent, cpu)++;
		send_nmi(cpu);
	}
	hrtimer_forward_now(timer, period);
	return HRTIMER_RESTART;
}

static bool under_way(void)
{
	int cpu;

	for_each_online_cpu(cpu) {
		if (READ_ONCE(*per_cpu_ptr(&counts.pending, cpu)))
			return true;
	}
	return false;
}

/* Context: process, nmi_lock held. An NMI that comes after the handler has gone is nobody's. */
static void stop(void)
{
	int patience = 1000;

	if (!period)
		return;
	hrtimer_cancel(&nmi_timer);
	while (under_way() && patience--)
		usleep_range(1000, 2000);
	unregister_nmi_handler(NMI_LOCAL, HANDLER);
	period = 0;
}

static int start(unsigned long us)
{
	int err = register_nmi_handler(NMI_LOCAL, walk_interrupted, 0, HANDLER);

	if (err)
		return err;
	period = ns_to_ktime(us * NSEC_PER_USEC);
	hrtimer_start(&nmi_timer, period, HRTIMER_MODE_REL_HARD);
	return 0;
}

static ssize_t nmi_write(struct file *file, const char __user *text, size_t n, loff_t *pos)
{
	unsigned long us;
	int err = kstrtoul_from_user(text, n, 10, &us);

	if (err)
		return err;
	if (us && us < PERIOD_MIN)
		return -EINVAL;
	guard(mutex)(&nmi_lock);
	stop();
	if (us)
		err = start(us);
	return err ?: n;
}

static int nmi_show(struct seq_file *m, void *unused)
{
	struct nmi_counts sum = { };
	int cpu;

	for_each_possible_cpu(cpu) {
		sum.sent += per_cpu(counts.sent, cpu);
		sum.handled += per_cpu(counts.handled, cpu);
		sum.frames += per_cpu(counts.frames, cpu);
	}
	seq_printf(m, "sent %lu\nhandled %lu\nframes %lu\n", sum.sent, sum.handled, sum.frames);
	return 0;
}

static int nmi_open(struct inode *inode, struct file *file)
{
	return single_open(file, nmi_show, NULL);
}

static const struct file_operations nmi_fops = {
	.open		= nmi_open,
	.read		= seq_read,
	.write		= nmi_write,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static int __init test_nmi_init(void)
{
	hrtimer_init(&nmi_timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	nmi_timer.function = send_to_all;
	debugfs_create_file("test_nmi", 0600, debugfs_lookup("dtrace", NULL), NULL, &nmi_fops);
	return 0;
}

/* After the directory was made by test_ioremap. */
late_initcall_sync(test_nmi_init);
