// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_race: traps that come late, breakpoints that go while they are hit, copies
 * that are let go of while a task is inside. Cases are named after the mistake that they look for.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include <asm/cpufeature.h>
#include <asm/irq_regs.h>
#include <asm/processor-flags.h>
#include <asm/text-patching.h>

#include "points.h"

/* ---- steps that do not end where they should ---- */

/*
 * A step that goes one instruction too far, or on to the next branch because BTF is set, runs into
 * the INT3 behind the copy. Where it goes on is the end of the instruction, not an offset into the
 * copy.
 */
static void stepped_too_far(struct kunit *test)
{
	struct dtrace_point point = {
		.addr = snippet(test, "add"), .fire = count, .mode = DTRACE_POINT_STEP,
	};
	unsigned int on;

	arm(test, &point);
	for (on = 0; on < DTRACE_NSLOTS; on++) {
		u8 *end = point.site->slot[on] + point.site->length;
		struct pt_regs regs = {
			.ip = (unsigned long)end + INT3_INSN_SIZE,
			.flags = X86_EFLAGS_FIXED | X86_EFLAGS_TF,
		};

		KUNIT_EXPECT_EQ(test, *end, INT3_INSN_OPCODE);
		KUNIT_EXPECT_TRUE(test, dtrace_point_early(&regs));
		KUNIT_EXPECT_EQ(test, regs.ip, point.site->next);
		KUNIT_EXPECT_EQ(test, regs.flags,
				X86_EFLAGS_FIXED | (on ? X86_EFLAGS_IF : 0UL));
	}
	disarm(&point);
}

/* At the breakpoint itself somebody else steps; at the start of a copy a repetition goes on. */
static void step_of_somebody_else(struct kunit *test)
{
	struct dtrace_point point = {
		.addr = snippet(test, "rep_movs"), .fire = count, .mode = DTRACE_POINT_STEP,
	};
	struct pt_regs regs = { .flags = X86_EFLAGS_FIXED | X86_EFLAGS_TF };

	arm(test, &point);
	regs.ip = point.addr;
	KUNIT_EXPECT_FALSE(test, dtrace_point_debug(&regs));
	regs.ip = (unsigned long)point.site->slot[1];
	KUNIT_EXPECT_TRUE(test, dtrace_point_debug(&regs));
	KUNIT_EXPECT_EQ(test, regs.ip, (unsigned long)point.site->slot[1]);
	KUNIT_EXPECT_NE(test, regs.flags & X86_EFLAGS_TF, 0UL);
	disarm(&point);
}

/* ERETS from a software event with TF set traps before the instruction. */
static void step_under_fred(struct kunit *test)
{
	struct dtrace_point point = {
		.addr = snippet(test, "add"), .fire = count, .mode = DTRACE_POINT_STEP,
	};
	struct pt_regs regs = { .flags = X86_EFLAGS_FIXED };

	if (!cpu_feature_enabled(X86_FEATURE_FRED))
		kunit_skip(test, "no FRED");
	regs.fred_ss.swevent = 1;
	arm(test, &point);
	dtrace_slot_step(point.site, &regs);
	disarm(&point);
	KUNIT_EXPECT_EQ(test, (int)regs.fred_ss.swevent, 0);
}

/* ---- breakpoints that go while other CPUs hit them ---- */

static int hit(void *arg)
{
	const struct snippet *s = arg;

	while (!kthread_should_stop()) {
		run(s, 100);
		cond_resched();
	}
	return 0;
}

static struct task_struct *start_hitting(struct kunit *test, const char *name, unsigned int cpu)
{
	struct task_struct *task = kthread_create(hit, (void *)find(test, name), "dtrace_race");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	kthread_bind(task, cpu);
	wake_up_process(task);
	return task;
}

#define REMOVALS	45

static void removed_before_a_trap_is_handled(struct kunit *test)
{
	static const enum dtrace_point_mode modes[] = {
		DTRACE_POINT_JUMP, DTRACE_POINT_INT3, DTRACE_POINT_STEP,
	};
	unsigned int cpu = cpumask_any_but(cpu_online_mask, get_cpu()), i;
	struct task_struct *task;
	unsigned long seen = 0;

	put_cpu();
	if (cpu >= nr_cpu_ids)
		kunit_skip(test, "one CPU");
	task = start_hitting(test, "add", cpu);
	for (i = 0; i < REMOVALS; i++) {
		struct dtrace_point point = {
			.addr = snippet(test, "add"), .fire = count,
			.mode = modes[i % ARRAY_SIZE(modes)],
		};

		arm(test, &point);
		udelay(i % 50);
		disarm(&point);
		seen += fired;
	}
	kthread_stop(task);
	KUNIT_EXPECT_GT(test, seen, 0UL);
	KUNIT_EXPECT_NE(test, *(u8 *)snippet(test, "add"), INT3_INSN_OPCODE);
}

/* ---- a copy that jumps back is let go of while a task is preempted inside ---- */

static struct {
	struct hrtimer		timer;
	const u8		*slot;
	struct task_struct	*blocker;
	struct completion	inside;
	bool			caught;
	bool			release;
	bool			done;
} race;

/* Keeps the CPU from the task that was caught inside the copy. */
static int block(void *arg)
{
	set_current_state(TASK_INTERRUPTIBLE);
	while (!READ_ONCE(race.caught) && !kthread_should_stop()) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	if (READ_ONCE(race.caught))
		complete(&race.inside);
	while (!READ_ONCE(race.release) && !kthread_should_stop())
		cpu_relax();
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static enum hrtimer_restart catch(struct hrtimer *timer)
{
	struct pt_regs *regs = get_irq_regs();

	if (regs && regs->ip - (unsigned long)race.slot < DTRACE_SLOT_SIZE) {
		WRITE_ONCE(race.caught, true);
		wake_up_process(race.blocker);
		return HRTIMER_NORESTART;
	}
	if (READ_ONCE(race.done))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, ns_to_ktime(50 * NSEC_PER_USEC));
	return HRTIMER_RESTART;
}

static void start_catching(void *arg)
{
	hrtimer_init(&race.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	race.timer.function = catch;
	hrtimer_start(&race.timer, ns_to_ktime(50 * NSEC_PER_USEC), HRTIMER_MODE_REL_PINNED_HARD);
}

static struct task_struct *start_blocker(struct kunit *test, unsigned int cpu)
{
	struct task_struct *task = kthread_create(block, NULL, "dtrace_block");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	kthread_bind(task, cpu);
	sched_set_fifo(task);
	return task;
}

/* What the next user of slots gets */
static bool is_given_away(const u8 *slot)
{
	u8 *other = get_insn_slot();
	bool same = other == slot;

	if (other)
		free_insn_slot(other, 0);
	return same;
}

static void caught_inside(struct kunit *test, struct dtrace_point *point)
{
	u8 before[DTRACE_SLOT_SIZE];

	memcpy(before, race.slot, sizeof(before));
	disarm(point);
	synchronize_rcu();
	msleep(50);
	KUNIT_EXPECT_FALSE_MSG(test, is_given_away(race.slot), "freed with a task inside");
	KUNIT_EXPECT_EQ(test, memcmp(before, race.slot, sizeof(before)), 0);
}

static void freed_under_a_task(struct kunit *test)
{
	struct dtrace_point point = {
		.addr = snippet(test, "add"), .fire = count, .mode = DTRACE_POINT_JUMP,
	};
	unsigned int cpu = cpumask_any_but(cpu_online_mask, get_cpu());
	struct task_struct *task;

	put_cpu();
	if (cpu >= nr_cpu_ids || !preempt_model_full())
		kunit_skip(test, "needs two CPUs and preemption");
	memset(&race, 0, sizeof(race));
	init_completion(&race.inside);
	arm(test, &point);
	race.slot = point.site->slot[1];
	race.blocker = start_blocker(test, cpu);
	wake_up_process(race.blocker);
	task = start_hitting(test, "add", cpu);
	smp_call_function_single(cpu, start_catching, NULL, true);
	if (wait_for_completion_timeout(&race.inside, 20 * HZ))
		caught_inside(test, &point);
	else
		disarm(&point);
	WRITE_ONCE(race.done, true);
	WRITE_ONCE(race.release, true);
	hrtimer_cancel(&race.timer);
	kthread_stop(race.blocker);
	kthread_stop(task);
	KUNIT_EXPECT_TRUE_MSG(test, race.caught, "no interrupt found the task inside");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(stepped_too_far),
	KUNIT_CASE(step_of_somebody_else),
	KUNIT_CASE(step_under_fred),
	KUNIT_CASE(removed_before_a_trap_is_handled),
	KUNIT_CASE(freed_under_a_task),
	{ }
};

static struct kunit_suite suite = {
	.name = "dtrace_race",
	.test_cases = cases,
};

kunit_test_suite(suite);
