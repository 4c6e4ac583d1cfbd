/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Registers with planted values around an instruction that traps, shared by planted_64.S and its
 * users.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_TESTS_PLANTED_H
#define _ARCH_X86_KERNEL_DTRACE_TESTS_PLANTED_H

/* Value of the register with that number in regs[]; not canonical */
#define DTRACE_TEST_PLANTED(n)		(0x5a00000000000000 + ((n) + 1) * 0x01010101)
/* SF, ZF, AF, PF and CF, and the bit that is always set */
#define DTRACE_TEST_PLANTED_FLAGS	0xd7

#ifndef __ASSEMBLY__

#include <linux/linkage.h>

/* Address for dtrace_test_planted_pf(), whose rdx it is */
extern unsigned long dtrace_test_planted_bad;
/* Stack pointer at the instruction that traps */
extern unsigned long dtrace_test_planted_sp;
/* Ends dtrace_test_planted_spin() */
extern unsigned char dtrace_test_planted_go;

/* rip of the frame, and where to go on */
#define DTRACE_TEST_PLANTED_FUNC(name)			\
	asmlinkage void dtrace_test_planted_##name(void);	\
	extern const char dtrace_test_planted_##name##_ip[];	\
	extern const char dtrace_test_planted_##name##_resume[]

DTRACE_TEST_PLANTED_FUNC(int3);
DTRACE_TEST_PLANTED_FUNC(db);
DTRACE_TEST_PLANTED_FUNC(gp);
DTRACE_TEST_PLANTED_FUNC(pf);
DTRACE_TEST_PLANTED_FUNC(spin);

#endif /* !__ASSEMBLY__ */
#endif /* _ARCH_X86_KERNEL_DTRACE_TESTS_PLANTED_H */
