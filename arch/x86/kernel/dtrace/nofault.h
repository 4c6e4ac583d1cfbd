/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What nofault_64.S offers to the C side of the no-fault window.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_NOFAULT_H
#define _ARCH_X86_KERNEL_DTRACE_NOFAULT_H

#include <linux/types.h>

#include <asm/asm.h>

/* Returned in %rax and %rdx. */
struct dtrace_nofault_result {
	unsigned long value;	/* of a load; a copy: bytes not copied */
	unsigned long vector;	/* 0, or X86_TRAP_SS, _GP, _PF */
};

extern const char __dtrace_nofault_text_start[];
extern const char __dtrace_nofault_text_end[];
extern const char __dtrace_nofault_recover[];
extern const char __dtrace_nofault_recover_user[];

struct dtrace_nofault_result __dtrace_nofault_copy(unsigned long dst,
						   unsigned long src,
						   unsigned long len);
struct dtrace_nofault_result __dtrace_nofault_user_copy(unsigned long dst,
							unsigned long src,
							unsigned long len);

/*
 * Call one of the load routines, by name. They touch nothing but their two
 * results, which the compiler would not believe of a C function.
 */
#define dtrace_nofault_call_load(name, addr)				\
({									\
	struct dtrace_nofault_result __result;				\
									\
	asm volatile("call __dtrace_nofault_" #name			\
		     : "=a" (__result.value), "=d" (__result.vector),	\
		       ASM_CALL_CONSTRAINT				\
		     : "D" (addr)					\
		     : "cc", "memory");					\
	__result;							\
})

#endif /* _ARCH_X86_KERNEL_DTRACE_NOFAULT_H */
