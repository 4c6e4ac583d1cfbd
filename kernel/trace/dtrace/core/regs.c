// SPDX-License-Identifier: GPL-2.0
/*
 * Registers of a firing by their D numbers: regs[] and uregs[].
 *
 * Values are what native hardware would show: on Xen PV the kernel's selectors
 * carry the hypervisor's choices and RFLAGS an I/O privilege level that is not
 * ours.
 */
#include <linux/bits.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#include <asm/processor-flags.h>
#include <asm/segment.h>

#include "core/uregs.h"
#include "lib/env.h"

/* Numbers of the registers that need more than a load from struct pt_regs */
enum {
	REG_ERR		= 15,
	REG_CS		= 17,
	REG_RFLAGS	= 18,
	REG_SS		= 20,
	REG_DS		= 21,
	REG_ES		= 22,
	REG_FS		= 23,
	REG_GS		= 24,
	REG_TRAPNO	= 25,
	REG_COUNT
};

#define PLAIN(field)	(1 + offsetof(struct pt_regs, field))

/* 1 + offset of the plain registers, 0 for the others */
static const u8 reg_offset[REG_COUNT] = {
	[0] = PLAIN(r15), [1] = PLAIN(r14), [2] = PLAIN(r13), [3] = PLAIN(r12),
	[4] = PLAIN(bp), [5] = PLAIN(bx), [6] = PLAIN(r11), [7] = PLAIN(r10),
	[8] = PLAIN(r9), [9] = PLAIN(r8), [10] = PLAIN(ax), [11] = PLAIN(cx),
	[12] = PLAIN(dx), [13] = PLAIN(si), [14] = PLAIN(di), [16] = PLAIN(ip),
	[19] = PLAIN(sp),
};

#undef PLAIN

notrace const struct pt_regs *dt_user_regs(const struct dtrace_firing *firing)
{
	if (firing->regs && user_mode(firing->regs))
		return firing->regs;
	if (!current->mm || (current->flags & (PF_KTHREAD | PF_USER_WORKER)))
		return NULL;
	return task_pt_regs(current);
}

static u64 notrace special_reg(const struct pt_regs *regs, unsigned int n)
{
	bool user = user_mode((struct pt_regs *)regs);

	switch (n) {
	case REG_ERR:
		return user ? current->thread.error_code : 0;
	case REG_TRAPNO:
		return user ? current->thread.trap_nr : 0;
	case REG_CS:
		return user ? regs->cs : __KERNEL_CS;
	case REG_SS:
		return user ? regs->ss : __KERNEL_DS;
	case REG_RFLAGS:
		return regs->flags & ~X86_EFLAGS_IOPL;
	case REG_DS:
		return current->thread.ds;
	case REG_ES:
		return current->thread.es;
	case REG_FS:
		return current->thread.fsindex;
	case REG_GS:
		return current->thread.gsindex;
	default:
		return 0;
	}
}

/* Where a function begins, ftrace saves what a call may change, and leaves cs at 0: not these. */
#define REGS_NOT_AT_ENTRY	(BIT(0) | BIT(1) | BIT(2) | BIT(3) | BIT(5) | BIT(6) | BIT(7) | \
				 BIT(REG_RFLAGS))

static bool notrace is_saved(const struct pt_regs *regs, unsigned int n)
{
	return regs->cs || !(REGS_NOT_AT_ENTRY & BIT(n));
}

u64 notrace dt_host_reg(const struct dtrace_firing *firing, bool user, unsigned int n, int *fault)
{
	const struct pt_regs *regs = user ? dt_user_regs(firing) : firing->regs;

	*fault = 0;
	if (n >= REG_COUNT) {
		*fault = DTRACE_FAULT_ILLOP;
		return 0;
	}
	if (!regs || !is_saved(regs, n)) {
		*fault = DTRACE_FAULT_BADADDR;
		return 0;
	}
	if (!reg_offset[n])
		return special_reg(regs, n);
	return *(const unsigned long *)((const char *)regs + reg_offset[n] - 1);
}
