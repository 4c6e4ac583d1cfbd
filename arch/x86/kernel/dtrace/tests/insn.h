/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What insn_64.S offers to the suites.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_TESTS_INSN_H
#define _ARCH_X86_KERNEL_DTRACE_TESTS_INSN_H

#include <linux/types.h>

/* In the order of register numbers; flags stand where RSP would */
struct insn_regs {
	unsigned long reg[16];
};

#define REG_FLAGS	4
#define REG_RSI		6
#define REG_RDI		7
#define REG_RCX		1

struct snippet {
	void		(*fn)(void);
	unsigned long	offset;
	const char	*name;
};

extern const struct snippet dtrace_insn_table[];
extern u32 dtrace_insn_datum[2];

void dtrace_insn_run(void (*fn)(void), struct insn_regs *regs);

/* A load that the exception table knows. Return: 0 or -EFAULT. */
int dtrace_insn_risky_load(unsigned long addr);
extern const u8 dtrace_insn_risky_load_insn[];

static inline unsigned long dtrace_insn_risky_load_at(void)
{
	return (unsigned long)dtrace_insn_risky_load_insn;
}

/* A function that begins with a push of one byte */
void dtrace_insn_traced(void);

#endif /* _ARCH_X86_KERNEL_DTRACE_TESTS_INSN_H */
