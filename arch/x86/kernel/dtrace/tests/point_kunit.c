// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_point: where breakpoints may be, and what goes wrong around them. Cases are
 * named after the mistake that they look for.
 */
#include <kunit/test.h>
#include <linux/hrtimer.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/mmu_context.h>
#include <linux/sched/signal.h>
#include <linux/mman.h>
#include <linux/stacktrace.h>
#include <linux/uaccess.h>

#include <asm/cpufeature.h>
#include <asm/irq_regs.h>
#include <asm/processor-flags.h>
#include <asm/text-patching.h>

#include "../point.h"
#include "insn.h"
#include "points.h"

#define ROUNDS	20000
#define TICKS	50	/* that find the CPU somewhere */

static unsigned long frames[16];
static unsigned int nframes;

static void trace_stack(struct dtrace_point *point, struct pt_regs *regs)
{
	nframes = stack_trace_save_regs(regs, frames, ARRAY_SIZE(frames), 0);
}

/* ---- places ---- */

struct place {
	const char	*symbol;
	long		offset;
	const char	*refusal;
};

static const struct place places[] = {
	{ "exc_int3", 0, "NOINSTR" },
	{ "asm_exc_page_fault", 0, "ENTRY" },
	{ "dtrace_point_int3", 0, "ENGINE" },
	{ "dtrace_probe_fire", 0, "ENGINE" },
	{ "dtrace_nofault_load", 0, "ENGINE" },
	{ "text_poke", 0, "PATCHING" },
	{ "panic", 0, "PANIC" },
	{ "__switch_to_asm", 0, "STACK" },
	{ "ftrace_caller", 0, "STACK" },
	{ "ftrace_regs_caller", 0, "STACK" },
	{ "__fentry__", 0, "THUNK" },
	{ "call_depth_return_thunk", 0, "THUNK" },
	{ "return_to_handler", 0, "STACK" },
	{ "native_write_cr0", 0, "EARLY" },
	{ "native_write_cr3", 0, "EARLY" },
	{ "native_load_idt", 0, "EARLY" },
	{ "start_secondary", 0, "EARLY" },
#ifdef CONFIG_HIBERNATE_CALLBACKS
	{ "restore_processor_state", 0, "EARLY" },
#endif
	{ "do_int3", 0, "NOKPROBE" },
	{ "native_write_msr", 0, "TRAP" },
	{ "cpu_init_exception_handling", 0, "EARLY" },
#ifdef CONFIG_XEN_PV
	{ "xen_iret", 0, "NOKPROBE" },
#endif
	{ "__x86_indirect_thunk_array", 0, "THUNK" },
	{ "jiffies", 0, "TEXT" },
	{ "dtrace_insn_run", 0, "OK" },
};

static void refused_places(struct kunit *test)
{
	enum dtrace_point_refusal refusal;
	unsigned long addr;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		addr = kallsyms_lookup_name(places[i].symbol);
		KUNIT_ASSERT_NE_MSG(test, addr, 0UL, "%s", places[i].symbol);
		refusal = dtrace_text_vet(addr + places[i].offset);
		KUNIT_EXPECT_STREQ_MSG(test, dtrace_point_refusal_name(refusal), places[i].refusal,
				       "%s", places[i].symbol);
	}
}

static void inside_an_instruction(struct kunit *test)
{
	struct dtrace_point point = { .addr = snippet(test, "mov_imm_64") + 2, .fire = count };

	KUNIT_EXPECT_STREQ(test, dtrace_point_refusal_name(dtrace_point_prepare(&point)),
			   "BOUNDARY");
}

static int kp_nothing(struct kprobe *p, struct pt_regs *regs)
{
	return 0;
}

static void kp_after(struct kprobe *p, struct pt_regs *regs, unsigned long flags)
{
}

static void beside_a_kprobe(struct kunit *test)
{
	struct kprobe kp = { .addr = (void *)snippet(test, "add"), .pre_handler = kp_nothing };
	struct dtrace_point point = { .addr = snippet(test, "add"), .fire = count };

	KUNIT_ASSERT_EQ(test, register_kprobe(&kp), 0);
	KUNIT_EXPECT_STREQ(test, dtrace_point_refusal_name(dtrace_point_prepare(&point)),
			   "KPROBE");
	unregister_kprobe(&kp);
	arm(test, &point);
	memset(&kp, 0, sizeof(kp));
	kp.addr = (void *)point.addr;
	KUNIT_EXPECT_EQ(test, register_kprobe(&kp), -EBUSY);
	disarm(&point);
}

/* kprobes decodes from the start of the function, through our breakpoint. */
static void kprobe_behind_a_breakpoint(struct kunit *test)
{
	struct dtrace_point point = { .addr = snippet(test, "push_imm32"), .fire = count };
	struct kprobe kp = { .pre_handler = kp_nothing };
	struct insn_regs regs = { };

	arm(test, &point);
	kp.addr = (void *)(point.addr + 5);
	KUNIT_ASSERT_EQ(test, register_kprobe(&kp), 0);
	regs.reg[4] = X86_EFLAGS_FIXED | X86_EFLAGS_IF;
	dtrace_insn_run(find(test, "push_imm32")->fn, &regs);
	KUNIT_EXPECT_EQ(test, regs.reg[0], 0x12345678UL);
	KUNIT_EXPECT_EQ(test, fired, 1UL);
	unregister_kprobe(&kp);
	disarm(&point);
}

/* ---- several users, removal ---- */

static void two_users_of_a_place(struct kunit *test)
{
	struct dtrace_point a = { .addr = snippet(test, "nop_long"), .fire = count };
	struct dtrace_point b = a, c = a;

	arm(test, &a);
	arm(test, &b);
	run(find(test, "nop_long"), 1);
	KUNIT_EXPECT_EQ(test, fired, 2UL);
	c.mode = DTRACE_POINT_INT3;
	KUNIT_EXPECT_STREQ(test, dtrace_point_refusal_name(dtrace_point_prepare(&c)), "BUSY");
	disarm(&a);
	run(find(test, "nop_long"), 1);
	KUNIT_EXPECT_EQ(test, fired, 3UL);
	disarm(&b);
	run(find(test, "nop_long"), 1);
	KUNIT_EXPECT_EQ(test, fired, 3UL);
	KUNIT_EXPECT_EQ(test, *(u8 *)a.addr, 0x0f);
}

/* The trap handlers listen until the last one is gone. */
static void armed_together_disarmed_apart(struct kunit *test)
{
	struct dtrace_point a = { .addr = snippet(test, "nop_long"), .fire = count };
	struct dtrace_point b = { .addr = snippet(test, "add"), .fire = count };
	struct dtrace_point *both[] = { &a, &b };

	KUNIT_ASSERT_EQ(test, dtrace_point_prepare(&a), DTRACE_POINT_OK);
	KUNIT_ASSERT_EQ(test, dtrace_point_prepare(&b), DTRACE_POINT_OK);
	fired = 0;
	dtrace_points_arm(both, ARRAY_SIZE(both));
	disarm(&a);
	KUNIT_EXPECT_TRUE(test, dtrace_points_active());
	if (dtrace_points_active())
		run(find(test, "add"), 1);
	KUNIT_EXPECT_EQ(test, fired, 1UL);
	disarm(&b);
	KUNIT_EXPECT_FALSE(test, dtrace_points_active());
}

/* A trap that was taken before the breakpoint was removed, and handled afterwards */
static void handled_after_removal(struct kunit *test)
{
	struct pt_regs regs = { };

	regs.ip = snippet(test, "nop_long") + INT3_INSN_SIZE;
	KUNIT_EXPECT_TRUE(test, dtrace_point_int3(&regs));
	KUNIT_EXPECT_EQ(test, regs.ip, snippet(test, "nop_long"));
}

/* ---- stack walks ---- */

static void stack_walk_from_behind(struct kunit *test)
{
	unsigned long addr = kallsyms_lookup_name("dtrace_insn_traced");
	struct dtrace_point point = { .addr = addr, .fire = trace_stack };
	unsigned int i;
	bool found = false;

	if (is_endbr(*(u32 *)addr))
		point.addr += 4;
	KUNIT_ASSERT_EQ_MSG(test, *(u8 *)point.addr & 0xf8, 0x50, "a push of one byte");
	arm(test, &point);
	dtrace_insn_traced();
	disarm(&point);
	KUNIT_ASSERT_GT(test, nframes, 2U);
	KUNIT_EXPECT_EQ(test, frames[0], point.addr);
	for (i = 1; i < nframes; i++)
		found |= frames[i] - (unsigned long)stack_walk_from_behind < 0x400;
	KUNIT_EXPECT_TRUE_MSG(test, found, "the caller is in the trace");
}

/* ---- copies ---- */

static const enum dtrace_point_mode copies[] = {
	DTRACE_POINT_JUMP, DTRACE_POINT_INT3, DTRACE_POINT_STEP,
};

static void copy_is_no_kernel_text(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(copies); i++) {
		struct dtrace_point point = {
			.addr = snippet(test, "add"), .fire = count, .mode = copies[i],
		};

		arm(test, &point);
		KUNIT_EXPECT_TRUE(test, kernel_text_address((unsigned long)point.site->slot[1]));
		KUNIT_EXPECT_TRUE(test, __kernel_text_address((unsigned long)point.site->slot[1]));
		disarm(&point);
	}
}

static struct {
	struct hrtimer		timer;
	const struct dtrace_site *site;
	unsigned long		ticks;
	unsigned long		inside;
} watch;

static enum hrtimer_restart watch_tick(struct hrtimer *timer)
{
	struct pt_regs *regs = get_irq_regs();
	unsigned int on;

	watch.ticks++;
	for (on = 0; regs && on < DTRACE_NSLOTS; on++)
		watch.inside += regs->ip - (unsigned long)watch.site->slot[on] <= 16;
	hrtimer_forward_now(timer, ns_to_ktime(50 * NSEC_PER_USEC));
	return HRTIMER_RESTART;
}

/* A machine that has better things to do than this one's timers gets more rounds. */
static void interrupted_inside(struct kunit *test, enum dtrace_point_mode mode)
{
	struct dtrace_point point = { .addr = snippet(test, "add"), .fire = count, .mode = mode };
	unsigned int rounds = 0;

	arm(test, &point);
	watch.site = point.site;
	watch.ticks = 0;
	watch.inside = 0;
	hrtimer_init(&watch.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	watch.timer.function = watch_tick;
	hrtimer_start(&watch.timer, ns_to_ktime(50 * NSEC_PER_USEC), HRTIMER_MODE_REL_PINNED_HARD);
	do {
		run(find(test, "add"), ROUNDS);
	} while (READ_ONCE(watch.ticks) < TICKS && ++rounds < 100);
	hrtimer_cancel(&watch.timer);
	disarm(&point);
	KUNIT_EXPECT_EQ(test, fired % ROUNDS, 0UL);
	KUNIT_EXPECT_GE(test, watch.ticks, (unsigned long)TICKS);
	KUNIT_EXPECT_EQ(test, watch.inside, 0UL);
}

static void interrupts_on_in_a_copy(struct kunit *test)
{
	interrupted_inside(test, DTRACE_POINT_INT3);
}

static void interrupts_on_in_a_step(struct kunit *test)
{
	interrupted_inside(test, DTRACE_POINT_STEP);
}

/* A step leaves its mark in DR6, where the next debug trap would take it for its own. */
static void step_left_in_dr6(struct kunit *test)
{
	struct dtrace_point point = {
		.addr = snippet(test, "add"), .fire = count, .mode = DTRACE_POINT_STEP,
	};
	unsigned long dr6;

	arm(test, &point);
	run(find(test, "add"), 1);
	get_debugreg(dr6, 6);
	disarm(&point);
	KUNIT_EXPECT_EQ(test, fired, 1UL);
	KUNIT_EXPECT_EQ(test, dr6 & DR_STEP, 0UL);
}

/* ---- faults in copies ---- */

static void attach_mm(struct kunit *test)
{
	struct mm_struct *mm = mm_alloc();

	KUNIT_ASSERT_NOT_NULL(test, mm);
	mm->task_size = TASK_SIZE;
	arch_pick_mmap_layout(mm, &current->signal->rlim[RLIMIT_STACK]);
	paravirt_enter_mmap(mm);
	kthread_use_mm(mm);
}

static const enum dtrace_point_mode traps[] = { DTRACE_POINT_INT3, DTRACE_POINT_STEP };

static void bad_pointer_in_a_copy(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(traps); i++) {
		struct dtrace_point point = {
			.addr = dtrace_insn_risky_load_at(), .fire = count, .mode = traps[i],
		};

		arm(test, &point);
		KUNIT_EXPECT_EQ(test, dtrace_insn_risky_load(8), -EFAULT);
		KUNIT_EXPECT_EQ(test, dtrace_insn_risky_load(0x8000000000000000), -EFAULT);
		KUNIT_EXPECT_EQ(test, dtrace_insn_risky_load((unsigned long)&fired), 0);
		KUNIT_EXPECT_FALSE(test, irqs_disabled());
		KUNIT_EXPECT_EQ(test, fired, 3UL);
		disarm(&point);
	}
}

static void page_not_there_in_a_copy(struct kunit *test)
{
	unsigned long addr;
	unsigned int i;

	attach_mm(test);
	addr = kunit_vm_mmap(test, NULL, 0, 4 * PAGE_SIZE, PROT_READ | PROT_WRITE,
			     MAP_ANONYMOUS | MAP_PRIVATE, 0);
	KUNIT_ASSERT_NE(test, addr, 0UL);
	for (i = 0; i < ARRAY_SIZE(traps); i++) {
		struct dtrace_point point = {
			.addr = dtrace_insn_risky_load_at(), .fire = count, .mode = traps[i],
		};

		arm(test, &point);
		KUNIT_EXPECT_EQ(test, dtrace_insn_risky_load(addr + i * PAGE_SIZE), 0);
		KUNIT_EXPECT_FALSE(test, irqs_disabled());
		/* Once, though it was executed twice */
		KUNIT_EXPECT_EQ(test, fired, 1UL);
		disarm(&point);
	}
}

static void known_fault_may_not_jump(struct kunit *test)
{
	struct dtrace_point point = {
		.addr = dtrace_insn_risky_load_at(), .fire = count, .mode = DTRACE_POINT_JUMP,
	};

	KUNIT_EXPECT_STREQ(test, dtrace_point_refusal_name(dtrace_point_prepare(&point)), "MODE");
}

/* ---- kprobes' emulation of flag instructions on Xen PV ---- */

static void kprobe_on_popf(struct kunit *test)
{
	struct kprobe kp = {
		.addr = (void *)snippet(test, "popf_on"), .post_handler = kp_after,
	};
	const struct snippet *s = find(test, "popf_on");
	struct insn_regs regs = { };
	unsigned long flags;
	bool off;

	KUNIT_ASSERT_EQ(test, register_kprobe(&kp), 0);
	regs.reg[4] = X86_EFLAGS_FIXED;
	local_irq_save(flags);
	dtrace_insn_run(s->fn, &regs);
	/* The harness gives the CPU its flag back, not Xen the event mask. */
	off = cpu_feature_enabled(X86_FEATURE_XENPV) ? irqs_disabled() :
						       !(regs.reg[4] & X86_EFLAGS_IF);
	local_irq_restore(flags);
	unregister_kprobe(&kp);
	KUNIT_EXPECT_EQ(test, off, cpu_feature_enabled(X86_FEATURE_XENPV));
	KUNIT_EXPECT_NE(test, regs.reg[0] & X86_EFLAGS_IF, 0UL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(refused_places),
	KUNIT_CASE(inside_an_instruction),
	KUNIT_CASE(beside_a_kprobe),
	KUNIT_CASE(kprobe_behind_a_breakpoint),
	KUNIT_CASE(two_users_of_a_place),
	KUNIT_CASE(armed_together_disarmed_apart),
	KUNIT_CASE(handled_after_removal),
	KUNIT_CASE(stack_walk_from_behind),
	KUNIT_CASE(copy_is_no_kernel_text),
	KUNIT_CASE(interrupts_on_in_a_copy),
	KUNIT_CASE(interrupts_on_in_a_step),
	KUNIT_CASE(step_left_in_dr6),
	KUNIT_CASE(bad_pointer_in_a_copy),
	KUNIT_CASE(page_not_there_in_a_copy),
	KUNIT_CASE(known_fault_may_not_jump),
	KUNIT_CASE(kprobe_on_popf),
	{ }
};

static struct kunit_suite suite = {
	.name = "dtrace_point",
	.test_cases = cases,
};

kunit_test_suite(suite);
