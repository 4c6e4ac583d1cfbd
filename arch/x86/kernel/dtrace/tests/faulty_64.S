/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Faults that the window's own routines cannot take, and a window around them: for KUnit only.
 *
 * Each returns the vector of its fault, or 0, in %rax.
 */
#include <linux/linkage.h>

#include <asm/asm.h>
#include <asm/dtrace.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>

.section .noinstr.text, "ax"

.globl dtrace_test_text_start
dtrace_test_text_start:

/* %edi: selector; that of a descriptor which is not present gives #SS */
SYM_FUNC_START(dtrace_test_load_ss)
	xorl	%eax, %eax
	movq	%rbp, %rcx
	movl	%edi, %ss
	RET
SYM_FUNC_END(dtrace_test_load_ss)

/* %rdi: address; through %rbp, so a non-canonical one gives #SS */
SYM_FUNC_START(dtrace_test_load_rbp)
	xorl	%eax, %eax
	movq	%rbp, %rcx
	movq	%rdi, %rbp
	movq	(%rbp), %rdx
	movq	%rcx, %rbp
	RET
SYM_FUNC_END(dtrace_test_load_rbp)


.globl dtrace_test_text_end
dtrace_test_text_end:

SYM_CODE_START_NOALIGN(dtrace_test_recover)
	ANNOTATE_NOENDBR
	UNWIND_HINT_FUNC
	movq	%rcx, %rbp
	movq	PER_CPU_VAR(dtrace_nofault + DTRACE_NOFAULT_FAULT_VECTOR), %rax
	RET
SYM_CODE_END(dtrace_test_recover)
