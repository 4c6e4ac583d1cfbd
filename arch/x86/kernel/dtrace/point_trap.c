// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: the traps.
 *
 * Context of everything here: exception from kernel mode, interrupts off, any context below, NMI
 * included; RCU watching, but for what comes early; may nest in itself, through an NMI or a
 * breakpoint in what a trap or a callback calls.
 */
#include <linux/context_tracking.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>

#include <asm/processor-flags.h>
#include <asm/text-patching.h>

#include "point.h"

DEFINE_PER_CPU(bool, dtrace_point_in_trap);

/* Behind a copy: the interrupted code goes on after the original, with its interrupt flag. */
static __always_inline void leave_slot(const struct dtrace_site *site, struct pt_regs *regs,
				       unsigned long end)
{
	if (end == (unsigned long)site->slot[1] + site->length)
		regs->flags |= X86_EFLAGS_IF;
	if (site->mode == DTRACE_POINT_STEP)
		regs->flags &= ~X86_EFLAGS_TF;
	regs->ip = site->next;
}

/*
 * A breakpoint that no site explains. If it is not there any more it was removed after this CPU
 * took the trap: execute what is there now. If it is, it is somebody else's.
 */
static noinline bool stale(struct pt_regs *regs, unsigned long addr)
{
	if (READ_ONCE(*(u8 *)addr) == INT3_INSN_OPCODE)
		return false;
	this_cpu_inc(dtrace_point_stats.stale);
	regs->ip = addr;
	return true;
}

NOKPROBE_SYMBOL(stale);

static __always_inline void fire_all(struct dtrace_point *point, struct pt_regs *regs)
{
	do {
		point->fire(point, regs);
		/* Pairs with link_point() */
		point = smp_load_acquire(&point->next);
	} while (unlikely(point));
}

static __always_inline bool rcu_watches(void)
{
#ifdef CONFIG_CONTEXT_TRACKING_IDLE
	return rcu_is_watching_curr_cpu();
#else
	return true;
#endif
}

/*
 * A breakpoint inside the handling of one. The context is what the outer trap has made of it so
 * far. No step: on bare metal the outer trap may be #DB, whose stack a second one would overwrite.
 * What is called here may have a breakpoint, which comes back to here: rcu_is_watching() would be
 * asked again, where it enables preemption; ct_nmi_enter() is not, as RCU watches by then.
 */
static noinline bool nested(const struct dtrace_site *site, struct pt_regs *regs)
{
	/* Pairs with link_point() */
	struct dtrace_point *point = smp_load_acquire(&site->points);
	bool watches = rcu_watches();

	if (unlikely(!point))
		return false;
	regs->ip = site->addr;
	if (!watches)
		ct_nmi_enter();
	fire_all(point, regs);
	if (!watches)
		ct_nmi_exit();
	if (site->mode == DTRACE_POINT_STEP)
		dtrace_slot_run(site, regs);
	else
		site->run(site, regs);
	return true;
}

NOKPROBE_SYMBOL(nested);

/**
 * dtrace_point_early() - a breakpoint trap in kernel mode, before anything else is done for it
 * @regs: interrupted registers
 *
 * Two kinds of traps do without what exc_int3() does for handlers. The end of a copy only moves
 * registers. A breakpoint in what the handling of a trap itself runs fires as part of that: if it
 * did all that exc_int3() does it would meet itself there, without end.
 *
 * Context: exc_int3(), interrupts off; RCU may not watch, nothing may be instrumented.
 * Return: whether it is dealt with.
 */
noinstr bool dtrace_point_early(struct pt_regs *regs)
{
	unsigned long addr = regs->ip - INT3_INSN_SIZE;
	const struct dtrace_site *site = dtrace_table_find(addr);
	bool done;

	if (!site)
		return false;
	if (addr != site->addr) {
		leave_slot(site, regs, addr);
		return true;
	}
	if (!raw_cpu_read(dtrace_point_in_trap))
		return false;
	instrumentation_begin();
	done = nested(site, regs);
	instrumentation_end();
	return done;
}

/* What the entry code of a trap in kernel mode adds to the preemption count */
#define TRAP_COUNT	(NMI_OFFSET + HARDIRQ_OFFSET)

/*
 * For callbacks the context is that of the code they tell of, and so are its thread-local variables
 * and its rights. Interrupts are off all the while.
 */
static __always_inline void fire_as_interrupted(struct dtrace_point *point, struct pt_regs *regs)
{
	__preempt_count_sub(TRAP_COUNT);
	fire_all(point, regs);
	__preempt_count_add(TRAP_COUNT);
}

/**
 * dtrace_point_int3() - a breakpoint trap in kernel mode
 * @regs: interrupted registers
 *
 * Context: exc_int3(), before other users of breakpoints.
 * Return: whether it is dealt with.
 */
bool dtrace_point_int3(struct pt_regs *regs)
{
	unsigned long addr = regs->ip - INT3_INSN_SIZE;
	const struct dtrace_site *site = dtrace_table_find(addr);
	struct dtrace_point *point;

	if (unlikely(!site))
		return stale(regs, addr);
	/* Pairs with link_point() */
	point = smp_load_acquire(&site->points);
	if (unlikely(!point))
		return stale(regs, addr);
	regs->ip = addr;
	fire_as_interrupted(point, regs);
	site->run(site, regs);
	return true;
}

NOKPROBE_SYMBOL(dtrace_point_int3);

/**
 * dtrace_point_debug() - a single-step trap in kernel mode
 * @regs: interrupted registers
 *
 * A string instruction with a repeat prefix traps after each repetition and goes on. Where the CPU
 * steps too far, or to the next branch, the copy's INT3 ends the step instead.
 *
 * Context: exc_debug_kernel(), DR6 says single step.
 * Return: whether the step is ours.
 */
bool dtrace_point_debug(struct pt_regs *regs)
{
	const struct dtrace_site *site = dtrace_table_find(regs->ip);

	if (!site || site->mode != DTRACE_POINT_STEP || regs->ip == site->addr)
		return false;
	if (dtrace_slot_at(site, regs->ip) < 0)
		leave_slot(site, regs, regs->ip);
	return true;
}

NOKPROBE_SYMBOL(dtrace_point_debug);

/**
 * dtrace_point_rewind() - make a fault in a copy one of the original
 * @regs: registers of the fault
 *
 * Context: exception, before anyone judges the fault by address or interrupt flag.
 * Return: whether @regs were in a copy.
 */
bool dtrace_point_rewind(struct pt_regs *regs)
{
	const struct dtrace_site *site;
	unsigned long flags;
	int on = -1;

	if (user_mode(regs))
		return false;
	raw_local_irq_save(flags);
	site = dtrace_table_find(regs->ip);
	if (site)
		on = dtrace_slot_at(site, regs->ip);
	if (on >= 0) {
		this_cpu_inc(dtrace_point_stats.faults);
		regs->ip = site->addr;
		if (on && site->mode != DTRACE_POINT_JUMP)
			regs->flags |= X86_EFLAGS_IF;
		if (site->mode == DTRACE_POINT_STEP)
			regs->flags &= ~X86_EFLAGS_TF;
	}
	raw_local_irq_restore(flags);
	return on >= 0;
}

NOKPROBE_SYMBOL(dtrace_point_rewind);

/* The instruction is about to be executed again, and its probe fired already. */
static void retry_in_slot(struct pt_regs *regs, unsigned long addr)
{
	const struct dtrace_site *site = dtrace_table_find(addr);

	if (!site || site->addr != addr || READ_ONCE(*(u8 *)addr) != INT3_INSN_OPCODE)
		return;
	site->run(site, regs);
}

NOKPROBE_SYMBOL(retry_in_slot);

/**
 * dtrace_point_user_fault() - a page fault at a user address, with interrupts off
 * @regs: registers of the fault
 * @error_code: of the fault
 * @address: of the fault
 * @handle: handles it
 *
 * If the fault is a copy's, it is handled as one of the original, which may sleep. If the
 * instruction is to be retried, the copy is, or the probe would fire a second time.
 *
 * Context: page fault, kernel mode.
 * Return: whether the fault is dealt with.
 */
bool dtrace_point_user_fault(struct pt_regs *regs, unsigned long error_code, unsigned long address,
			     void (*handle)(struct pt_regs *regs, unsigned long error_code,
					    unsigned long address))
{
	unsigned long addr;

	if (!dtrace_point_rewind(regs))
		return false;
	addr = regs->ip;
	handle(regs, error_code, address);
	local_irq_disable();
	if (regs->ip == addr)
		retry_in_slot(regs, addr);
	return true;
}

NOKPROBE_SYMBOL(dtrace_point_user_fault);

#ifdef CONFIG_TRACE_IRQFLAGS
/**
 * dtrace_point_fault_end() - a fault in kernel mode is over; it may have been a copy's
 * @regs: where the CPU goes on
 *
 * A copy runs masked, but what was interrupted is no section with interrupts off: lockdep hears
 * what it would hear from a return there.
 *
 * Context: exc_page_fault() behind irqentry_exit(), interrupts off.
 */
noinstr void dtrace_point_fault_end(struct pt_regs *regs)
{
	const struct dtrace_site *site = dtrace_table_find(regs->ip);

	if (!site || site->mode == DTRACE_POINT_JUMP || dtrace_slot_at(site, regs->ip) != 1)
		return;
	instrumentation_begin();
	trace_hardirqs_on_prepare();
	lockdep_hardirqs_on_prepare();
	instrumentation_end();
	lockdep_hardirqs_on(site->addr);
}
#endif
