/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Breakpoint probe points: INT3 at any instruction boundary of kernel and module text.
 *
 * Theory: Documentation/trace/dtrace/trap.rst
 */
#ifndef _ASM_X86_DTRACE_POINT_H
#define _ASM_X86_DTRACE_POINT_H

#include <linux/jump_label.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include <asm/pgtable_types.h>
#include <asm/ptrace.h>

struct dtrace_point;
struct dtrace_site;
struct insn;
struct pt_regs;

/**
 * enum dtrace_point_mode - how the instruction under a breakpoint is executed
 * @DTRACE_POINT_AUTO: not a way: the cheapest one that is right for the instruction
 * @DTRACE_POINT_EMULATE: its effect is computed on the saved registers
 * @DTRACE_POINT_JUMP: a copy runs that jumps back; no second trap, but interrupts and preemption
 *	may find the CPU inside the copy
 * @DTRACE_POINT_INT3: a copy runs with interrupts off and ends in INT3
 * @DTRACE_POINT_STEP: the same, with the trap flag set: ends in #DB
 * @DTRACE_POINT_NMODES: number of the above
 */
enum dtrace_point_mode {
	DTRACE_POINT_AUTO,
	DTRACE_POINT_EMULATE,
	DTRACE_POINT_JUMP,
	DTRACE_POINT_INT3,
	DTRACE_POINT_STEP,
	DTRACE_POINT_NMODES,
};

/* Reasons of dtrace_point_prepare() and dtrace_text_vet(), and of providers */
enum dtrace_point_refusal {
	DTRACE_POINT_OK,
#define DTRACE_REFUSAL(name, text) DTRACE_POINT_REFUSE_##name,
#include <asm/dtrace_refusals.def>
#undef DTRACE_REFUSAL
	DTRACE_POINT_NREFUSALS,
};

/* The caller walked the function with dtrace_text_walk(): addr is a boundary. */
#define DTRACE_POINT_AT_BOUNDARY	0x1
/* The caller had the function vetted by dtrace_text_vet_function(). */
#define DTRACE_POINT_VETTED		0x2

/**
 * enum dtrace_text_flow - where control goes from an instruction
 * @DTRACE_FLOW_NEXT: to the next one; calls too
 * @DTRACE_FLOW_RETURN: to the caller, also by a jump to the thunk that returns
 * @DTRACE_FLOW_JUMP: to an address
 * @DTRACE_FLOW_BRANCH: to an address or to the next one
 * @DTRACE_FLOW_INDIRECT: to an address that is computed, also by a jump to a thunk that goes there
 * @DTRACE_FLOW_STOP: nowhere: it traps by intention
 * @DTRACE_FLOW_OTHER: far branches and returns from traps, which cannot be followed
 */
enum dtrace_text_flow {
	DTRACE_FLOW_NEXT,
	DTRACE_FLOW_RETURN,
	DTRACE_FLOW_JUMP,
	DTRACE_FLOW_BRANCH,
	DTRACE_FLOW_INDIRECT,
	DTRACE_FLOW_STOP,
	DTRACE_FLOW_OTHER,
};

/**
 * struct dtrace_point - one user of a breakpoint; owned by a provider, embedded in its own struct
 * @addr: address of the instruction
 * @fire: called each time the instruction is about to execute. @regs are those before it, with
 *	ip == addr, flags and selectors as the interrupted code has them; not to be changed.
 *	Context: that of the interrupted code by the preemption count, but interrupts off; RCU
 *	watching; nothing traceable, no locks, no faults outside the no-fault window.
 * @mode: wanted way; dtrace_point_prepare() refuses one that is not right for the instruction
 * @flags: DTRACE_POINT_AT_BOUNDARY, DTRACE_POINT_VETTED
 * @armed: between dtrace_points_arm() and dtrace_points_disarm()
 * @site: the breakpoint, shared by all points of an address; set by dtrace_point_prepare()
 * @next: next point of the site
 *
 * The caller sets @addr, @fire, @mode and @flags and zeroes the rest.
 */
struct dtrace_point {
	unsigned long		addr;
	void			(*fire)(struct dtrace_point *point, struct pt_regs *regs);
	u8			mode;
	u8			flags;
	bool			armed;
	struct dtrace_site	*site;
	struct dtrace_point	*next;
};

/**
 * typedef dtrace_text_fn - called for each instruction of a function
 * @insn: decoded; as it is without the breakpoints of kprobes and of ours
 * @addr: where it is; not insn->kaddr, which may be a copy
 * @arg: of the caller
 *
 * Return: 0 to go on, else what dtrace_text_walk() is to return.
 */
typedef int (*dtrace_text_fn)(struct insn *insn, unsigned long addr, void *arg);

#ifdef CONFIG_DTRACE

/**
 * dtrace_text_walk() - decode a piece of text, instruction by instruction
 * @start: first instruction
 * @end: end of the last one
 * @fn: called for each
 * @arg: passed to @fn
 *
 * Context: process, may sleep; takes text_mutex, which @fn runs under.
 * Return: 0, what @fn returned if not 0, -EILSEQ at an instruction that cannot be decoded or that
 * extends beyond @end, -EFAULT if there is no text.
 */
int dtrace_text_walk(unsigned long start, unsigned long end, dtrace_text_fn fn, void *arg);

/**
 * dtrace_text_vet() - may a breakpoint be placed at an address at all?
 * @addr: address
 *
 * Judges the place, not the instruction: section, blacklists, other users of the text.
 *
 * Context: process, may sleep.
 * Return: DTRACE_POINT_OK or the reason why not.
 */
enum dtrace_point_refusal dtrace_text_vet(unsigned long addr);

/**
 * dtrace_text_vet_place() - the part of dtrace_text_vet() that looks at the address alone
 * @addr: address
 *
 * Context: any that may look up modules.
 * Return: DTRACE_POINT_OK, or in which section or module nothing may be probed.
 */
enum dtrace_point_refusal dtrace_text_vet_place(unsigned long addr);

/**
 * dtrace_text_vet_function() - what dtrace_text_vet() says of all places of a function
 * @addr: address in it
 *
 * For many places: the rest is asked by dtrace_text_vet_users(), and when a point with
 * DTRACE_POINT_VETTED is prepared.
 *
 * Context: process, may sleep.
 * Return: DTRACE_POINT_OK or the reason why not.
 */
enum dtrace_point_refusal dtrace_text_vet_function(unsigned long addr);

/**
 * dtrace_text_vet_users() - what dtrace_text_vet() says of a place in such a function
 * @addr: address, in a function that dtrace_text_vet_function() allows
 *
 * Context: process, may sleep.
 * Return: DTRACE_POINT_OK or which other user the text there has.
 */
enum dtrace_point_refusal dtrace_text_vet_users(unsigned long addr);

/**
 * dtrace_text_flow() - where does control go from an instruction?
 * @insn: as passed to a dtrace_text_fn
 * @addr: likewise
 * @target: of a JUMP or BRANCH
 *
 * Context: any that may read kernel text.
 * Return: one of enum dtrace_text_flow.
 */
enum dtrace_text_flow dtrace_text_flow(struct insn *insn, unsigned long addr,
				       unsigned long *target);

/**
 * dtrace_text_vet_insn() - may a breakpoint be placed on an instruction?
 * @insn: as passed to a dtrace_text_fn
 * @addr: likewise
 *
 * Judges the instruction, not the place.
 *
 * Context: any that may read exception tables.
 * Return: DTRACE_POINT_OK or the reason why not.
 */
enum dtrace_point_refusal dtrace_text_vet_insn(struct insn *insn, unsigned long addr);

/**
 * dtrace_point_preferred() - which way of execution to ask for
 *
 * Tests change it by debugfs dtrace/points; whoever asks for it falls back to DTRACE_POINT_AUTO
 * where it is refused.
 *
 * Context: any.
 * Return: DTRACE_POINT_AUTO if no test says otherwise.
 */
enum dtrace_point_mode dtrace_point_preferred(void);

/**
 * dtrace_point_prepare() - vet an address, decode its instruction, choose how to execute it
 * @point: filled in as described there
 *
 * Changes no text. A second point of an address shares the breakpoint of the first.
 *
 * Context: process, may sleep. The caller keeps a module from going away meanwhile (the registry
 * lock of the engine does, with its module notifier).
 * Return: DTRACE_POINT_OK, or the reason why not; nothing is to be released then.
 */
enum dtrace_point_refusal dtrace_point_prepare(struct dtrace_point *point);

/**
 * dtrace_points_arm() - start delivering
 * @points: prepared, not armed
 * @n: number of them
 *
 * Writes all breakpoints, then synchronises the CPUs once.
 *
 * Context: process, may sleep; takes text_mutex.
 */
void dtrace_points_arm(struct dtrace_point **points, unsigned int n);

/**
 * dtrace_points_disarm() - stop delivering
 * @points: armed
 * @n: number of them
 *
 * Restores the text, synchronises the CPUs once and waits for one grace period: afterwards no
 * callback of a point runs or will run, and no CPU executes a copy of its instruction that traps.
 *
 * Context: process, may sleep; takes text_mutex.
 */
void dtrace_points_disarm(struct dtrace_point **points, unsigned int n);

/**
 * dtrace_points_release() - undo dtrace_point_prepare()
 * @points: prepared, not armed; may be freed afterwards
 * @n: number of them
 *
 * Copies that jump back are freed later, when no task can be preempted inside them.
 *
 * Context: process, may sleep.
 */
void dtrace_points_release(struct dtrace_point **points, unsigned int n);

/* The same for a single point */
static inline void dtrace_point_release(struct dtrace_point *point)
{
	dtrace_points_release(&point, 1);
}

/**
 * dtrace_point_mode() - how the instruction of a prepared point is executed
 * @point: prepared
 *
 * Context: any.
 * Return: one of enum dtrace_point_mode, not AUTO.
 */
enum dtrace_point_mode dtrace_point_mode(const struct dtrace_point *point);

/**
 * dtrace_point_branch_taken() - will the branch at a point be taken?
 * @point: whose callback runs
 * @regs: as passed to the callback
 *
 * For conditional jumps that leave a function. An unconditional branch is always taken.
 *
 * Context: callback of the point.
 * Return: false for a conditional branch whose condition does not hold, and for what is no branch.
 */
bool dtrace_point_branch_taken(const struct dtrace_point *point, const struct pt_regs *regs);

/**
 * dtrace_point_target() - where will the jump at a point lead?
 * @point: whose callback runs, at a DTRACE_FLOW_JUMP, DTRACE_FLOW_BRANCH or DTRACE_FLOW_INDIRECT
 * @regs: as passed to the callback
 *
 * Context: callback of the point.
 * Return: the address, behind a thunk; the next instruction if the branch is not taken.
 */
unsigned long dtrace_point_target(const struct dtrace_point *point, struct pt_regs *regs);

/**
 * dtrace_point_refusal_text() - a reason in words
 * @refusal: of dtrace_point_prepare() or dtrace_text_vet()
 *
 * Context: any.
 * Return: text that completes "cannot probe ...: ".
 */
const char *dtrace_point_refusal_text(enum dtrace_point_refusal refusal);

/**
 * dtrace_point_refusal_name() - a reason as one word
 * @refusal: of dtrace_point_prepare() or dtrace_text_vet()
 *
 * Context: any.
 * Return: its name in dtrace_refusals.def.
 */
const char *dtrace_point_refusal_name(enum dtrace_point_refusal refusal);

/**
 * dtrace_refusal_note() - count that a provider left a place out
 * @refusal: why; DTRACE_POINT_OK is not counted
 *
 * Context: any.
 * Return: @refusal.
 */
enum dtrace_point_refusal dtrace_refusal_note(enum dtrace_point_refusal refusal);

/**
 * dtrace_refusal_count() - how often a reason was noted since boot
 * @refusal: the reason
 *
 * Context: any.
 * Return: how often.
 */
unsigned long dtrace_refusal_count(enum dtrace_point_refusal refusal);

/* ---- for the trap handlers; see there ---- */

DECLARE_STATIC_KEY_FALSE(dtrace_point_key);

bool dtrace_point_int3(struct pt_regs *regs);
bool dtrace_point_early(struct pt_regs *regs);
bool dtrace_point_debug(struct pt_regs *regs);
bool dtrace_point_rewind(struct pt_regs *regs);
bool dtrace_point_user_fault(struct pt_regs *regs, unsigned long error_code, unsigned long address,
			     void (*handle)(struct pt_regs *regs, unsigned long error_code,
					    unsigned long address));

#define dtrace_points_active()	static_branch_unlikely(&dtrace_point_key)

/* A breakpoint or debug trap in kernel mode is being handled on this CPU. */
DECLARE_PER_CPU(bool, dtrace_point_in_trap);

/* In exc_int3() before anything else is done for a breakpoint in kernel mode */
static __always_inline bool dtrace_point_trap(struct pt_regs *regs)
{
	/* Ends of copies are where modules are. */
	return dtrace_points_active() &&
	       (regs->ip >= MODULES_VADDR || raw_cpu_read(dtrace_point_in_trap)) &&
	       dtrace_point_early(regs);
}

/* Around the handling of a trap in kernel mode. Return: for dtrace_point_trap_exit(). */
static __always_inline bool dtrace_point_trap_enter(void)
{
	bool outer = raw_cpu_read(dtrace_point_in_trap);

	raw_cpu_write(dtrace_point_in_trap, true);
	return outer;
}

static __always_inline void dtrace_point_trap_exit(bool outer)
{
	raw_cpu_write(dtrace_point_in_trap, outer);
}

/* ---- for other users of the text ---- */

/**
 * dtrace_points_reserved() - is there a breakpoint of ours in a piece of text?
 * @start: first byte
 * @end: last byte
 *
 * Context: process; text_mutex for an answer that stays right.
 * Return: whether one is armed there.
 */
bool dtrace_points_reserved(const void *start, const void *end);

/**
 * dtrace_points_recover() - the instruction under a breakpoint of ours
 * @buf: where to copy it, MAX_INSN_SIZE bytes; not written without one
 * @addr: address
 *
 * Context: process; text_mutex, or preemption off.
 * Return: whether there is one.
 */
bool dtrace_points_recover(u8 *buf, unsigned long addr);

#else /* !CONFIG_DTRACE */

static __always_inline bool dtrace_points_active(void)
{
	return false;
}

static __always_inline bool dtrace_point_trap(struct pt_regs *regs)
{
	return false;
}

static __always_inline bool dtrace_point_trap_enter(void)
{
	return false;
}

static __always_inline void dtrace_point_trap_exit(bool outer) { }

/* Never called: dtrace_points_active() is constant false. */
bool dtrace_point_int3(struct pt_regs *regs);
bool dtrace_point_early(struct pt_regs *regs);
bool dtrace_point_debug(struct pt_regs *regs);
bool dtrace_point_rewind(struct pt_regs *regs);
bool dtrace_point_user_fault(struct pt_regs *regs, unsigned long error_code, unsigned long address,
			     void (*handle)(struct pt_regs *regs, unsigned long error_code,
					    unsigned long address));

static inline bool dtrace_points_reserved(const void *start, const void *end)
{
	return false;
}

static inline bool dtrace_points_recover(u8 *buf, unsigned long addr)
{
	return false;
}

#endif /* CONFIG_DTRACE */

#if defined(CONFIG_DTRACE) && defined(CONFIG_TRACE_IRQFLAGS)
void dtrace_point_fault_end(struct pt_regs *regs);

/* Behind a fault that may have been a copy's, for those who follow interrupt flags. */
static __always_inline void dtrace_point_after_fault(struct pt_regs *regs)
{
	if (dtrace_points_active() && !user_mode(regs) && regs->ip >= MODULES_VADDR)
		dtrace_point_fault_end(regs);
}
#else
static __always_inline void dtrace_point_after_fault(struct pt_regs *regs) { }
#endif

#endif /* _ASM_X86_DTRACE_POINT_H */
