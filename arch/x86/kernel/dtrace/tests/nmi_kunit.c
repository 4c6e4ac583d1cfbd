// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_nofault_nmi: windows in NMIs, which hit a CPU that is inside its own window.
 *
 * One CPU loads from bad addresses without a pause; another sends it NMIs,
 * whose handler opens a window itself, faults and closes it. A window that
 * was not given back is an oops within a moment; a mixed-up fault record, or
 * a stale CR2, shows as a wrong vector or address.
 */
#include <kunit/test.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

#include "nmi.h"
#include "window.h"

#define ROUNDS		2000
#define LOADS		100
#define HEAVY		1000	/* NMIs to see at least ... */
#define TIMEOUT		(60 * HZ)	/* ... on the slowest machine */

static struct {
	int target;		/* CPU that is hit */
	bool running;
	unsigned long sent;
	unsigned long seen;	/* written by the handler, on the target */
	unsigned long wrong;	/* the same */
} storm;

static int storm_nmi(unsigned int reason, struct pt_regs *regs)
{
	struct dtrace_nofault saved;
	unsigned long bad;
	u64 val;

	if (!READ_ONCE(storm.running) || smp_processor_id() != storm.target)
		return NMI_DONE;
	dtrace_nofault_open(&saved);
	storm.wrong += dtrace_nofault_load(&val, 0x48, 8, &bad) != X86_TRAP_PF || bad != 0x48;
	storm.wrong += dtrace_nofault_load(&val, NONCANONICAL, 8, &bad) != X86_TRAP_GP;
	storm.wrong += dtrace_nofault_user_load(&val, 0x58, 4, &bad) != X86_TRAP_PF || bad != 0x58;
	dtrace_nofault_close(&saved);
	storm.seen++;
	return NMI_HANDLED;
}

static int sender(void *unused)
{
	while (!kthread_should_stop()) {
		send_nmi(storm.target);
		storm.sent++;
		usleep_range(20, 30);
		cond_resched();
	}
	return 0;
}

/* Return the loads that did not end as they have to. */
static unsigned int window_round(unsigned long at)
{
	struct dtrace_nofault saved;
	unsigned int i, wrong = 0;
	unsigned long flags, bad;
	u64 val;

	local_irq_save(flags);
	dtrace_nofault_open(&saved);
	for (i = 0; i < LOADS; i++) {
		wrong += dtrace_nofault_load(&val, 0x68, 8, &bad) != X86_TRAP_PF || bad != 0x68;
		wrong += dtrace_nofault_load(&val, ~NONCANONICAL, 8, &bad) != X86_TRAP_GP ||
			 bad != ~NONCANONICAL;
		wrong += dtrace_nofault_user_load(&val, 0x78, 8, &bad) != X86_TRAP_PF ||
			 bad != 0x78;
		wrong += dtrace_nofault_load(&val, at, 8, &bad) || val != 0x99;
	}
	dtrace_nofault_close(&saved);
	local_irq_restore(flags);
	return wrong;
}

static bool storm_was_heavy(unsigned long end)
{
	return READ_ONCE(storm.seen) >= HEAVY || time_after(jiffies, end);
}

static long victim(void *unused)
{
	unsigned long end = jiffies + TIMEOUT;
	unsigned int i, wrong = 0;
	u64 good = 0x99;

	for (i = 0; i < ROUNDS || !storm_was_heavy(end); i++) {
		wrong += window_round((unsigned long)&good);
		cond_resched();
	}
	return wrong;
}

static void nmi_storm(struct kunit *test)
{
	struct task_struct *task;
	long wrong;
	int other;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs: an NMI to self comes at once");
	cpus_read_lock();
	other = cpumask_first(cpu_online_mask);
	storm.target = cpumask_next(other, cpu_online_mask);
	cpus_read_unlock();
	storm.sent = 0;
	storm.seen = 0;
	storm.wrong = 0;
	KUNIT_ASSERT_EQ(test, register_nmi_handler(NMI_LOCAL, storm_nmi, 0, "dtrace_kunit"), 0);
	WRITE_ONCE(storm.running, true);
	task = kthread_create_on_cpu(sender, NULL, other, "dtrace_nmi/%u");
	KUNIT_EXPECT_FALSE(test, IS_ERR(task));
	if (!IS_ERR(task)) {
		wake_up_process(task);
		wrong = work_on_cpu(storm.target, victim, NULL);
		kthread_stop(task);
		msleep(20);
		KUNIT_EXPECT_EQ(test, wrong, 0L);
	}
	WRITE_ONCE(storm.running, false);
	unregister_nmi_handler(NMI_LOCAL, "dtrace_kunit");
	kunit_info(test, "%lu NMIs sent, %lu handled during at least %u loads\n",
		   storm.sent, storm.seen, ROUNDS * LOADS * 4);
	KUNIT_EXPECT_EQ(test, storm.wrong, 0UL);
	KUNIT_EXPECT_GE(test, storm.seen, (unsigned long)HEAVY);
}

static struct kunit_case nmi_cases[] = {
	KUNIT_CASE_SLOW(nmi_storm),
	{ }
};

static struct kunit_suite nmi_suite = {
	.name = "dtrace_nofault_nmi",
	.test_cases = nmi_cases,
};

kunit_test_suite(nmi_suite);

MODULE_DESCRIPTION("KUnit test of DTrace's no-fault window in NMIs");
MODULE_LICENSE("GPL");
