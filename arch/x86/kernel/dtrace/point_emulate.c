// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: instructions whose effect is computed on the saved registers.
 *
 * The stack may grow by one word: the entry code leaves a gap below a breakpoint in kernel mode,
 * FRED a red zone. A memory operand is loaded plainly: what faults here would fault there.
 */
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/ptrace.h>

#include <asm/cpufeature.h>
#include <asm/processor-flags.h>
#include <asm/text-patching.h>

#include "point.h"
#include "point_emulate.h"

/* What POPF takes from the stack in kernel mode natively */
#define POPF_FLAGS	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | X86_EFLAGS_ZF |	\
			 X86_EFLAGS_SF | X86_EFLAGS_TF | X86_EFLAGS_IF | X86_EFLAGS_DF |	\
			 X86_EFLAGS_OF | X86_EFLAGS_IOPL | X86_EFLAGS_NT | X86_EFLAGS_AC |	\
			 X86_EFLAGS_ID)
/* A Xen PV kernel is not privileged: both belong to the hypervisor */
#define PV_FLAGS	(X86_EFLAGS_IF | X86_EFLAGS_IOPL)

/* struct pt_regs by register number */
static const u8 reg_offset[16] = {
	offsetof(struct pt_regs, ax), offsetof(struct pt_regs, cx),
	offsetof(struct pt_regs, dx), offsetof(struct pt_regs, bx),
	offsetof(struct pt_regs, sp), offsetof(struct pt_regs, bp),
	offsetof(struct pt_regs, si), offsetof(struct pt_regs, di),
	offsetof(struct pt_regs, r8), offsetof(struct pt_regs, r9),
	offsetof(struct pt_regs, r10), offsetof(struct pt_regs, r11),
	offsetof(struct pt_regs, r12), offsetof(struct pt_regs, r13),
	offsetof(struct pt_regs, r14), offsetof(struct pt_regs, r15),
};

static __always_inline unsigned long *reg_of(struct pt_regs *regs, u8 reg)
{
	return (unsigned long *)((char *)regs + reg_offset[reg]);
}

static __always_inline void count_run(void)
{
	this_cpu_inc(dtrace_point_stats.runs[DTRACE_POINT_EMULATE]);
}

static __always_inline void done(const struct dtrace_site *site, struct pt_regs *regs)
{
	count_run();
	regs->ip = site->next;
}

static __always_inline void go_to(struct pt_regs *regs, unsigned long ip)
{
	count_run();
	regs->ip = ip;
}

static __always_inline bool is_pv(void)
{
	return cpu_feature_enabled(X86_FEATURE_XENPV);
}

/* Address of a memory operand without segment */
static unsigned long operand_address(const struct dtrace_site *site, struct pt_regs *regs)
{
	unsigned long addr = site->disp;

	if (site->base != DTRACE_NO_REG)
		addr += *reg_of(regs, site->base);
	if (site->index != DTRACE_NO_REG)
		addr += *reg_of(regs, site->index) << site->scale;
	return addr;
}

NOKPROBE_SYMBOL(operand_address);

/* Target of an indirect branch: a register, or in memory */
static unsigned long indirect_target(const struct dtrace_site *site, struct pt_regs *regs)
{
	if (site->reg != DTRACE_NO_REG)
		return *reg_of(regs, site->reg);
	return *(unsigned long *)operand_address(site, regs);
}

NOKPROBE_SYMBOL(indirect_target);

/* ---- moves ---- */

void dtrace_emulate_nop(const struct dtrace_site *site, struct pt_regs *regs)
{
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_nop);

static __always_inline void set_reg(const struct dtrace_site *site, struct pt_regs *regs,
				    unsigned long val)
{
	*reg_of(regs, site->reg) = site->width == sizeof(u32) ? (u32)val : val;
	done(site, regs);
}

void dtrace_emulate_mov(const struct dtrace_site *site, struct pt_regs *regs)
{
	set_reg(site, regs, *reg_of(regs, site->base));
}

NOKPROBE_SYMBOL(dtrace_emulate_mov);

void dtrace_emulate_mov_imm(const struct dtrace_site *site, struct pt_regs *regs)
{
	set_reg(site, regs, site->target);
}

NOKPROBE_SYMBOL(dtrace_emulate_mov_imm);

void dtrace_emulate_lea(const struct dtrace_site *site, struct pt_regs *regs)
{
	set_reg(site, regs, operand_address(site, regs));
}

NOKPROBE_SYMBOL(dtrace_emulate_lea);

/* ---- stack ---- */

void dtrace_emulate_push(const struct dtrace_site *site, struct pt_regs *regs)
{
	int3_emulate_push(regs, *reg_of(regs, site->reg));
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_push);

void dtrace_emulate_push_imm(const struct dtrace_site *site, struct pt_regs *regs)
{
	int3_emulate_push(regs, site->target);
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_push_imm);

/* POP RSP leaves what was on the stack. */
void dtrace_emulate_pop(const struct dtrace_site *site, struct pt_regs *regs)
{
	unsigned long val = int3_emulate_pop(regs);

	*reg_of(regs, site->reg) = val;
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_pop);

void dtrace_emulate_leave(const struct dtrace_site *site, struct pt_regs *regs)
{
	regs->sp = regs->bp;
	regs->bp = int3_emulate_pop(regs);
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_leave);

/* ---- flags ---- */

/*
 * On Xen PV the interrupt flag of the frame is the guest's event mask, which these instructions
 * neither see nor change; the CPU's own is always on.
 */
void dtrace_emulate_pushf(const struct dtrace_site *site, struct pt_regs *regs)
{
	unsigned long flags = regs->flags & ~(X86_EFLAGS_RF | X86_EFLAGS_VM);

	if (is_pv())
		flags = (flags & ~PV_FLAGS) | X86_EFLAGS_IF;
	int3_emulate_push(regs, flags);
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_pushf);

void dtrace_emulate_popf(const struct dtrace_site *site, struct pt_regs *regs)
{
	unsigned long mask = is_pv() ? POPF_FLAGS & ~PV_FLAGS : POPF_FLAGS;

	regs->flags = (regs->flags & ~mask) | (int3_emulate_pop(regs) & mask);
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_popf);

void dtrace_emulate_cli(const struct dtrace_site *site, struct pt_regs *regs)
{
	if (!is_pv())
		regs->flags &= ~X86_EFLAGS_IF;
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_cli);

void dtrace_emulate_sti(const struct dtrace_site *site, struct pt_regs *regs)
{
	if (!is_pv())
		regs->flags |= X86_EFLAGS_IF;
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_sti);

void dtrace_emulate_clac(const struct dtrace_site *site, struct pt_regs *regs)
{
	regs->flags &= ~X86_EFLAGS_AC;
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_clac);

void dtrace_emulate_stac(const struct dtrace_site *site, struct pt_regs *regs)
{
	regs->flags |= X86_EFLAGS_AC;
	done(site, regs);
}

NOKPROBE_SYMBOL(dtrace_emulate_stac);

/* ---- branches ---- */

void dtrace_emulate_jmp(const struct dtrace_site *site, struct pt_regs *regs)
{
	go_to(regs, site->target);
}

NOKPROBE_SYMBOL(dtrace_emulate_jmp);

void dtrace_emulate_call(const struct dtrace_site *site, struct pt_regs *regs)
{
	int3_emulate_push(regs, site->next);
	go_to(regs, site->target);
}

NOKPROBE_SYMBOL(dtrace_emulate_call);

void dtrace_emulate_jmp_indirect(const struct dtrace_site *site, struct pt_regs *regs)
{
	go_to(regs, indirect_target(site, regs));
}

NOKPROBE_SYMBOL(dtrace_emulate_jmp_indirect);

void dtrace_emulate_call_indirect(const struct dtrace_site *site, struct pt_regs *regs)
{
	unsigned long target = indirect_target(site, regs);

	int3_emulate_push(regs, site->next);
	go_to(regs, target);
}

NOKPROBE_SYMBOL(dtrace_emulate_call_indirect);

void dtrace_emulate_ret(const struct dtrace_site *site, struct pt_regs *regs)
{
	unsigned long ip = int3_emulate_pop(regs);

	regs->sp += site->target;
	go_to(regs, ip);
}

NOKPROBE_SYMBOL(dtrace_emulate_ret);

static __always_inline bool jcc_holds(const struct dtrace_site *site, unsigned long flags)
{
	static const unsigned long masks[] = {
		X86_EFLAGS_OF, X86_EFLAGS_CF, X86_EFLAGS_ZF, X86_EFLAGS_CF | X86_EFLAGS_ZF,
		X86_EFLAGS_SF, X86_EFLAGS_PF, 0, X86_EFLAGS_ZF,
	};
	bool holds = flags & masks[site->cond >> 1];

	if (site->cond >= 0xc)
		holds |= !(flags & X86_EFLAGS_SF) != !(flags & X86_EFLAGS_OF);
	return holds != (site->cond & 1);
}

void dtrace_emulate_jcc(const struct dtrace_site *site, struct pt_regs *regs)
{
	go_to(regs, jcc_holds(site, regs->flags) ? site->target : site->next);
}

NOKPROBE_SYMBOL(dtrace_emulate_jcc);

static __always_inline unsigned long count_register(const struct dtrace_site *site,
						    unsigned long cx)
{
	return site->width == sizeof(u32) ? (u32)cx : cx;
}

/* LOOPNE, LOOPE, LOOP, JRCXZ by the two low bits of the opcode; @cx is as after the decrement. */
static __always_inline bool loop_holds(const struct dtrace_site *site, unsigned long cx,
				       unsigned long flags)
{
	switch (site->cond) {
	case 0:
		return cx && !(flags & X86_EFLAGS_ZF);
	case 1:
		return cx && (flags & X86_EFLAGS_ZF);
	case 2:
		return cx;
	default:
		return !cx;
	}
}

void dtrace_emulate_loop(const struct dtrace_site *site, struct pt_regs *regs)
{
	if (site->cond != 3)
		regs->cx = count_register(site, regs->cx - 1);
	go_to(regs, loop_holds(site, count_register(site, regs->cx), regs->flags) ?
	      site->target : site->next);
}

NOKPROBE_SYMBOL(dtrace_emulate_loop);

bool dtrace_branch_taken(const struct dtrace_site *site, const struct pt_regs *regs)
{
	unsigned long cx = regs->cx;

	if (site->emulate == dtrace_emulate_jcc)
		return jcc_holds(site, regs->flags);
	if (site->emulate == dtrace_emulate_loop) {
		cx = count_register(site, site->cond == 3 ? cx : cx - 1);
		return loop_holds(site, cx, regs->flags);
	}
	return site->emulate == dtrace_emulate_jmp || site->emulate == dtrace_emulate_call ||
	       site->emulate == dtrace_emulate_jmp_indirect ||
	       site->emulate == dtrace_emulate_call_indirect ||
	       site->emulate == dtrace_emulate_ret;
}

NOKPROBE_SYMBOL(dtrace_branch_taken);

/* Behind the thunk, if it jumps to one */
unsigned long dtrace_branch_target(const struct dtrace_site *site, struct pt_regs *regs)
{
	if (site->emulate == dtrace_emulate_jmp_indirect)
		return indirect_target(site, regs);
	if (site->emulate == dtrace_emulate_jmp && site->reg != DTRACE_NO_REG)
		return *reg_of(regs, site->reg);
	return dtrace_branch_taken(site, regs) ? site->target : site->next;
}

NOKPROBE_SYMBOL(dtrace_branch_target);
