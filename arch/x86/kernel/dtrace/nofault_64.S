/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loads and copies that run inside the no-fault window, and where they resume after a fault.
 *
 * Everything between __dtrace_nofault_text_start and __dtrace_nofault_text_end
 * may fault at any address: the entry code finds RIP inside the window, notes
 * vector and address in the per-CPU struct dtrace_nofault and resumes at the
 * window's recovery address with all other registers as they were. All
 * routines are leaves that push nothing, so at either recovery label the
 * stack holds the caller's return address, as at the routine's entry.
 *
 * Register contract of every routine (and of the recovery labels):
 *
 *	in:	%rdi, %rsi, %rdx	C arguments
 *	out:	%rax			value; for copies: bytes not copied
 *		%rdx			0, or the vector of the fault
 *	clobbered by loads:		flags only
 *	clobbered by copies:		%rcx, %rdi, %rsi, flags
 *
 * Interrupts are off. The routines do not care about EFLAGS.AC; those named
 * user set it and clear it again, and so does their recovery label.
 */
#include <linux/linkage.h>

#include <asm/asm.h>
#include <asm/dtrace.h>
#include <asm/percpu.h>
#include <asm/smap.h>
#include <asm/unwind_hints.h>

.section .noinstr.text, "ax"

.globl __dtrace_nofault_text_start
__dtrace_nofault_text_start:

.macro NOFAULT_LOAD name insn:vararg
SYM_FUNC_START(\name)
	xorl	%edx, %edx
	\insn
	RET
SYM_FUNC_END(\name)
.endm

/* %rdi: kernel address; see dtrace_nofault_call_load() */
NOFAULT_LOAD __dtrace_nofault_load_1 movzbl	(%rdi), %eax
NOFAULT_LOAD __dtrace_nofault_load_2 movzwl	(%rdi), %eax
NOFAULT_LOAD __dtrace_nofault_load_4 movl	(%rdi), %eax
NOFAULT_LOAD __dtrace_nofault_load_8 movq	(%rdi), %rax

.macro NOFAULT_USER_LOAD name insn:vararg
SYM_FUNC_START(\name)
	xorl	%edx, %edx
	ASM_STAC
	\insn
	ASM_CLAC
	RET
SYM_FUNC_END(\name)
.endm

/* %rdi: user address, range checked by the caller */
NOFAULT_USER_LOAD __dtrace_nofault_user_load_1 movzbl	(%rdi), %eax
NOFAULT_USER_LOAD __dtrace_nofault_user_load_2 movzwl	(%rdi), %eax
NOFAULT_USER_LOAD __dtrace_nofault_user_load_4 movl	(%rdi), %eax
NOFAULT_USER_LOAD __dtrace_nofault_user_load_8 movq	(%rdi), %rax

/*
 * Copy %rcx bytes from (%rsi) to (%rdi), in 8-byte steps of which the tail
 * that is shorter is done bytewise. %rcx is exact at every fault.
 */
.macro NOFAULT_COPY_LOOP
.Lquad_\@:
	cmpq	$8, %rcx
	jb	.Lbyte_\@
	movq	(%rsi), %rax
	movq	%rax, (%rdi)
	addq	$8, %rsi
	addq	$8, %rdi
	subq	$8, %rcx
	jmp	.Lquad_\@
.Lbyte_\@:
	testq	%rcx, %rcx
	jz	.Ldone_\@
	movb	(%rsi), %al
	movb	%al, (%rdi)
	incq	%rsi
	incq	%rdi
	decq	%rcx
	jmp	.Lbyte_\@
.Ldone_\@:
.endm

/* %rdi: destination, %rsi: source, %rdx: bytes */
SYM_FUNC_START(__dtrace_nofault_copy)
	movq	%rdx, %rcx
	xorl	%edx, %edx
	NOFAULT_COPY_LOOP
	xorl	%eax, %eax
	RET
SYM_FUNC_END(__dtrace_nofault_copy)

/* The same with user access open: either side may be a user address. */
SYM_FUNC_START(__dtrace_nofault_user_copy)
	movq	%rdx, %rcx
	xorl	%edx, %edx
	ASM_STAC
	NOFAULT_COPY_LOOP
	ASM_CLAC
	xorl	%eax, %eax
	RET
SYM_FUNC_END(__dtrace_nofault_user_copy)

.globl __dtrace_nofault_text_end
__dtrace_nofault_text_end:

/*
 * Reached only by the IRET of a recovered fault, never by a branch, so ENDBR
 * is not needed. A load's %rcx is meaningless and its caller ignores %rax.
 */
SYM_CODE_START_NOALIGN(__dtrace_nofault_recover)
	ANNOTATE_NOENDBR
	UNWIND_HINT_FUNC
	movq	%rcx, %rax
	movq	PER_CPU_VAR(dtrace_nofault + DTRACE_NOFAULT_FAULT_VECTOR), %rdx
	RET
SYM_CODE_END(__dtrace_nofault_recover)

/* A fault between stac and clac comes back with AC set: close user access. */
SYM_CODE_START_NOALIGN(__dtrace_nofault_recover_user)
	ANNOTATE_NOENDBR
	UNWIND_HINT_FUNC
	ASM_CLAC
	movq	%rcx, %rax
	movq	PER_CPU_VAR(dtrace_nofault + DTRACE_NOFAULT_FAULT_VECTOR), %rdx
	RET
SYM_CODE_END(__dtrace_nofault_recover_user)
