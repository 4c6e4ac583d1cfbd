// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_nested: breakpoints in what the handling of a breakpoint or debug trap runs.
 * What goes wrong there overruns or overwrites a stack, and the machine is gone.
 */
#include <kunit/test.h>
#include <linux/context_tracking.h>
#include <linux/err.h>
#include <linux/hw_breakpoint.h>
#include <linux/kallsyms.h>
#include <linux/perf_event.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include <asm/processor-flags.h>

#include "points.h"

#define ROUNDS	1000

/* Interrupts stay as they are. */
static void run_masked(const struct snippet *s)
{
	struct insn_regs regs = { };

	regs.reg[REG_FLAGS] = X86_EFLAGS_FIXED;
	dtrace_insn_run(s->fn, &regs);
}

/* ---- in what a callback calls ---- */

static const struct snippet *inner;

static void run_inner(struct dtrace_point *point, struct pt_regs *regs)
{
	run_masked(inner);
}

static void in_a_callback(struct kunit *test, enum dtrace_point_mode mode)
{
	struct dtrace_point outer = { .addr = snippet(test, "nop_long"), .fire = run_inner };
	struct dtrace_point point = { .addr = snippet(test, "add"), .fire = count, .mode = mode };

	inner = find(test, "add");
	arm(test, &outer);
	arm(test, &point);
	run(find(test, "nop_long"), ROUNDS);
	disarm(&point);
	disarm(&outer);
	KUNIT_EXPECT_EQ(test, fired, (unsigned long)ROUNDS);
}

static void jump_in_a_callback(struct kunit *test)
{
	in_a_callback(test, DTRACE_POINT_JUMP);
}

static void copy_in_a_callback(struct kunit *test)
{
	in_a_callback(test, DTRACE_POINT_INT3);
}

static void step_in_a_callback(struct kunit *test)
{
	in_a_callback(test, DTRACE_POINT_STEP);
}

/* ---- in a handler of a debug trap ---- */

static unsigned long watched;
static unsigned long seen;

static void on_watch(struct perf_event *event, struct perf_sample_data *data, struct pt_regs *regs)
{
	WRITE_ONCE(seen, seen + 1);
	run_masked(inner);
}

/* A step there ends in a debug trap, on the stack of the one that is being handled. */
static void step_in_a_watchpoint(struct kunit *test)
{
	struct dtrace_point point = {
		.addr = snippet(test, "add"), .fire = count, .mode = DTRACE_POINT_STEP,
	};
	struct perf_event * __percpu *watch;
	struct perf_event_attr attr;
	unsigned int i;

	hw_breakpoint_init(&attr);
	attr.bp_addr = (unsigned long)&watched;
	attr.bp_len = HW_BREAKPOINT_LEN_8;
	attr.bp_type = HW_BREAKPOINT_W;
	inner = find(test, "add");
	seen = 0;
	arm(test, &point);
	watch = register_wide_hw_breakpoint(&attr, on_watch, NULL);
	if (!IS_ERR((void __force *)watch)) {
		for (i = 0; i < ROUNDS; i++)
			WRITE_ONCE(watched, i);
		unregister_wide_hw_breakpoint(watch);
	}
	disarm(&point);
	if (IS_ERR((void __force *)watch))
		kunit_skip(test, "no watchpoint: %ld", PTR_ERR((void __force *)watch));
	KUNIT_EXPECT_EQ(test, seen, (unsigned long)ROUNDS);
	KUNIT_EXPECT_EQ(test, fired, (unsigned long)ROUNDS);
}

/* ---- in what the trap of a breakpoint calls itself ---- */

/* Somewhere in a function, whatever is said against the function */
static void arm_in(struct kunit *test, struct dtrace_point *point, const char *symbol)
{
	unsigned long addr = kallsyms_lookup_name(symbol);
	unsigned int offset;

	KUNIT_ASSERT_NE(test, addr, 0UL);
	for (offset = 0; offset < 64; offset++) {
		point->addr = addr + offset;
		if (dtrace_point_prepare(point) == DTRACE_POINT_OK)
			break;
	}
	KUNIT_ASSERT_LT_MSG(test, offset, 64U, "no place in %s", symbol);
	dtrace_points_arm(&point, 1);
}

/* What enables preemption there runs into the scheduler's first instruction. */
static void run_when_due(struct dtrace_point *point, struct pt_regs *regs)
{
	set_tsk_need_resched(current);
	set_preempt_need_resched();
	preempt_disable_notrace();
	preempt_enable_notrace();
	run_masked(inner);
}

/* A function has a breakpoint while @fire, in the callback of another one, leads to it. */
static void in_function(struct kunit *test, const char *symbol,
			void (*fire)(struct dtrace_point *point, struct pt_regs *regs))
{
	struct dtrace_point point = { .fire = count, .flags = DTRACE_POINT_VETTED };
	struct dtrace_point other = { .addr = snippet(test, "add"), .fire = fire };

	inner = find(test, "nop_long");
	arm(test, &other);
	arm_in(test, &point, symbol);
	run(find(test, "add"), ROUNDS);
	disarm(&point);
	disarm(&other);
	KUNIT_EXPECT_GE(test, fired, (unsigned long)ROUNDS);
}

static void in_the_scheduler(struct kunit *test)
{
	if (!preempt_model_preemptible())
		kunit_skip(test, "this kernel is not preempted");
	in_function(test, "preempt_schedule_notrace", run_when_due);
}

#ifdef CONFIG_TRACE_IRQFLAGS
static void in_the_way_of_its_own_trap(struct kunit *test)
{
	in_function(test, "trace_hardirqs_off_finish", run_inner);
}
#endif

/* ---- where RCU does not watch ---- */

static unsigned long watched_by_rcu;

static void look_at_rcu(struct dtrace_point *point, struct pt_regs *regs)
{
	count(point, regs);
	watched_by_rcu += rcu_is_watching();
}

static void unwatched(struct kunit *test)
{
	struct dtrace_point point = { .addr = snippet(test, "add"), .fire = look_at_rcu };
	unsigned long flags;
	bool outer, after;

	inner = find(test, "add");
	watched_by_rcu = 0;
	arm(test, &point);
	local_irq_save(flags);
	ct_idle_enter();
	outer = dtrace_point_trap_enter();
	run_masked(inner);
	dtrace_point_trap_exit(outer);
	after = rcu_is_watching();
	ct_idle_exit();
	local_irq_restore(flags);
	disarm(&point);
	KUNIT_EXPECT_EQ(test, fired, 1UL);
	KUNIT_EXPECT_EQ(test, watched_by_rcu, 1UL);
	KUNIT_EXPECT_FALSE(test, after);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(jump_in_a_callback),
	KUNIT_CASE(copy_in_a_callback),
	KUNIT_CASE(step_in_a_callback),
	KUNIT_CASE(step_in_a_watchpoint),
	KUNIT_CASE(in_the_scheduler),
	KUNIT_CASE(unwatched),
#ifdef CONFIG_TRACE_IRQFLAGS
	KUNIT_CASE(in_the_way_of_its_own_trap),
#endif
	{ }
};

static struct kunit_suite suite = {
	.name = "dtrace_nested",
	.test_cases = cases,
};

kunit_test_suite(suite);
