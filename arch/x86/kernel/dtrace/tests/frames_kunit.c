// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_frames: regs[] in every exception context are the registers of the
 * interrupted code.
 *
 * Code with planted values in all registers traps; what hears of the trap asks the engine for each
 * register, as a D program would. Selectors and flags have to be those of native hardware.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kdebug.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include <asm/debugreg.h>
#include <asm/irq_regs.h>
#include <asm/segment.h>
#include <asm/trace/exceptions.h>

#include "lib/env.h"

#include "nmi.h"
#include "planted.h"
#include "window.h"

/* Numbers in regs[] */
enum { REG_RDX = 12, REG_GENERAL = 15, REG_RIP, REG_CS, REG_RFLAGS, REG_RSP, REG_SS, REG_SEEN };

#define ARITHMETIC	(DTRACE_TEST_PLANTED_FLAGS | X86_EFLAGS_OF)
#define WAITS		1000

static struct {
	u64		reg[REG_SEEN];
	int		faults;
	bool		done;		/* written last */
	unsigned long	first, last;	/* rip has to be between them */
} seen;

/* Context: that of the exception. Return: whether it was our code that it hit. */
static bool look(struct pt_regs *regs)
{
	struct dtrace_firing firing = { .regs = regs };
	unsigned int n;
	int fault;

	if (seen.done || regs->ip < seen.first || regs->ip > seen.last)
		return false;
	for (n = 0; n < REG_SEEN; n++) {
		seen.reg[n] = n == REG_GENERAL ? 0 : dt_host_reg(&firing, false, n, &fault);
		seen.faults += n != REG_GENERAL && fault;
	}
	seen.done = true;
	return true;
}

static void expect_rip(const char *first, const char *last)
{
	memset(&seen, 0, sizeof(seen));
	seen.first = (unsigned long)first;
	seen.last = (unsigned long)last;
	barrier();
}

static u64 planted(unsigned int n, bool bad_address)
{
	return n == REG_RDX && bad_address ? dtrace_test_planted_bad : DTRACE_TEST_PLANTED(n);
}

static void expect_planted(struct kunit *test, u64 flags, u64 care, bool bad_address)
{
	unsigned int n;

	KUNIT_ASSERT_TRUE_MSG(test, seen.done, "no frame of the planted code was seen");
	KUNIT_EXPECT_EQ(test, seen.faults, 0);
	for (n = 0; n < REG_GENERAL; n++)
		KUNIT_EXPECT_EQ_MSG(test, seen.reg[n], planted(n, bad_address), "regs[%u]", n);
	KUNIT_EXPECT_GE(test, seen.reg[REG_RIP], (u64)seen.first);
	KUNIT_EXPECT_LE(test, seen.reg[REG_RIP], (u64)seen.last);
	KUNIT_EXPECT_EQ(test, seen.reg[REG_RSP], (u64)dtrace_test_planted_sp);
	KUNIT_EXPECT_EQ(test, seen.reg[REG_CS], (u64)__KERNEL_CS);
	KUNIT_EXPECT_EQ(test, seen.reg[REG_SS], (u64)__KERNEL_DS);
	care |= X86_EFLAGS_IF | X86_EFLAGS_IOPL | X86_EFLAGS_DF | X86_EFLAGS_VM;
	KUNIT_EXPECT_EQ(test, seen.reg[REG_RFLAGS] & care, flags & care);
}

/* ---- exceptions that the code raises itself ---- */

static int hear_die(struct notifier_block *nb, unsigned long what, void *data)
{
	struct die_args *args = data;

	if (!look(args->regs))
		return NOTIFY_DONE;
	if (what == DIE_GPF)
		args->regs->ip = (unsigned long)dtrace_test_planted_gp_resume;
	if (what == DIE_DEBUG) {
		args->regs->flags &= ~X86_EFLAGS_TF;
		*(unsigned long *)ERR_PTR(args->err) &= ~DR_STEP;
	}
	return NOTIFY_STOP;
}

static struct notifier_block die_listener = {
	.notifier_call = hear_die,
	.priority = INT_MAX,
};

static void hear_page_fault(void *data, unsigned long addr, struct pt_regs *regs,
			    unsigned long error)
{
	look(regs);
}

struct trap {
	const char *name;
	void (*run)(void);
	const char *ip;
	bool page_fault;
};

static const struct trap traps[] = {
	{ "int3", dtrace_test_planted_int3, dtrace_test_planted_int3_ip },
	{ "debug", dtrace_test_planted_db, dtrace_test_planted_db_ip },
	{ "general protection", dtrace_test_planted_gp, dtrace_test_planted_gp_ip },
	{ "page fault", dtrace_test_planted_pf, dtrace_test_planted_pf_ip, true },
};

KUNIT_ARRAY_PARAM_DESC(traps, traps, name);

static void run_trap(const struct trap *trap, bool irqs_off)
{
	unsigned long flags;

	expect_rip(trap->ip, trap->ip);
	if (irqs_off)
		local_irq_save(flags);
	trap->run();
	if (irqs_off)
		local_irq_restore(flags);
}

static void exception_frame(struct kunit *test)
{
	const struct trap *trap = test->param_value;
	void *page = vmalloc(PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, page);
	dtrace_test_planted_bad = (unsigned long)page + PAGE_SIZE;
	KUNIT_ASSERT_EQ(test, register_die_notifier(&die_listener), 0);
	KUNIT_EXPECT_EQ(test, register_trace_page_fault_kernel(hear_page_fault, NULL), 0);
	run_trap(trap, false);
	expect_planted(test, DTRACE_TEST_PLANTED_FLAGS | X86_EFLAGS_IF, ARITHMETIC,
		       trap->page_fault);
	run_trap(trap, true);
	expect_planted(test, DTRACE_TEST_PLANTED_FLAGS, ARITHMETIC, trap->page_fault);
	unregister_trace_page_fault_kernel(hear_page_fault, NULL);
	unregister_die_notifier(&die_listener);
	tracepoint_synchronize_unregister();
	vfree(page);
}

/* ---- interrupts that hit a loop ---- */

static void spin(void)
{
	expect_rip(dtrace_test_planted_spin_ip, dtrace_test_planted_spin_resume - 1);
	WRITE_ONCE(dtrace_test_planted_go, 0);
}

static enum hrtimer_restart hear_timer(struct hrtimer *timer)
{
	if (!look(get_irq_regs())) {
		hrtimer_forward_now(timer, ns_to_ktime(NSEC_PER_MSEC));
		return HRTIMER_RESTART;
	}
	WRITE_ONCE(dtrace_test_planted_go, 1);
	return HRTIMER_NORESTART;
}

static void timer_frame(struct kunit *test)
{
	struct hrtimer timer;

	hrtimer_init_on_stack(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	timer.function = hear_timer;
	migrate_disable();
	spin();
	hrtimer_start(&timer, ns_to_ktime(NSEC_PER_MSEC), HRTIMER_MODE_REL_PINNED_HARD);
	dtrace_test_planted_spin();
	migrate_enable();
	hrtimer_cancel(&timer);
	destroy_hrtimer_on_stack(&timer);
	expect_planted(test, X86_EFLAGS_IF, 0, false);
}

static int hear_nmi(unsigned int reason, struct pt_regs *regs)
{
	return look(regs) ? NMI_HANDLED : NMI_DONE;
}

/* Gives up in the end, so that the loop comes to an end, too. */
static int nmi_sender(void *target)
{
	int i;

	for (i = 0; i < WAITS && !READ_ONCE(seen.done); i++) {
		send_nmi((long)target);
		usleep_range(1000, 1200);
	}
	WRITE_ONCE(dtrace_test_planted_go, 1);
	while (!kthread_should_stop())
		usleep_range(1000, 1200);
	return 0;
}

static void nmi_frame_with_irqs(struct kunit *test, bool irqs_off)
{
	struct task_struct *task;
	unsigned long flags;
	long self, other;

	migrate_disable();
	self = raw_smp_processor_id();
	other = cpumask_any_but(cpu_online_mask, self);
	spin();
	task = kthread_create_on_cpu(nmi_sender, (void *)self, other, "dtrace_nmi/%u");
	if (!IS_ERR(task)) {
		wake_up_process(task);
		if (irqs_off)
			local_irq_save(flags);
		dtrace_test_planted_spin();
		if (irqs_off)
			local_irq_restore(flags);
	}
	migrate_enable();
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	kthread_stop(task);
	expect_planted(test, irqs_off ? 0 : X86_EFLAGS_IF, 0, false);
}

static void nmi_frame(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	KUNIT_ASSERT_EQ(test, register_nmi_handler(NMI_LOCAL, hear_nmi, 0, "dtrace_frames"), 0);
	nmi_frame_with_irqs(test, false);
	nmi_frame_with_irqs(test, true);
	unregister_nmi_handler(NMI_LOCAL, "dtrace_frames");
}

static struct kunit_case frames_cases[] = {
	KUNIT_CASE_PARAM(exception_frame, traps_gen_params),
	KUNIT_CASE(timer_frame),
	KUNIT_CASE(nmi_frame),
	{ }
};

static struct kunit_suite frames_suite = {
	.name = "dtrace_frames",
	.test_cases = frames_cases,
};

kunit_test_suite(frames_suite);

MODULE_DESCRIPTION("KUnit tests of the registers that D programs see");
MODULE_LICENSE("GPL");
