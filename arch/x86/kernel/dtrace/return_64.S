/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where functions return to whose return address DTrace replaced.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>

#include <asm/asm-offsets.h>
#include <asm/asm.h>
#include <asm/nospec-branch.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/unwind_hints.h>

	.code64
	.section .text, "ax"

/*
 * On entry everything is as the caller of the function expects it. The function's own return
 * address was on the stack; what may have been written there since is unknown.
 *
 * The stack below, as struct pt_regs: registers that a callee preserves are saved for programs to
 * see and not restored. dtrace_return_handler() puts the real return address where the trampoline's
 * is now, and corrects sp.
 *
 *	frame		dtrace_return_trampoline
 *	frame - 8	ss
 *	frame - 16	sp, two words too low
 *	...
 *	frame - 168	r15
 *
 * Until the address is pushed, a stack walk knows this place from the saved ip (see
 * unwind_recover_replaced()).
 */
SYM_CODE_START(dtrace_return_trampoline)
	UNWIND_HINT_UNDEFINED
	ANNOTATE_NOENDBR

	pushq	$dtrace_return_trampoline
	UNWIND_HINT_FUNC

	pushq	$__KERNEL_DS
	pushq	%rsp
	pushfq
	pushq	$__KERNEL_CS
	pushq	$0
	pushq	$-1
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15

	movq	%rsp, %rdi
	call	dtrace_return_handler

	movq	RDX(%rsp), %rdx
	movq	RAX(%rsp), %rax
	addq	$FRAME_SIZE, %rsp

	/*
	 * The CPU predicts returns by the calls it saw. The function's own used up the prediction
	 * for this one: make another, or all returns to come are predicted wrongly.
	 */
	ANNOTATE_INTRA_FUNCTION_CALL
	call	.Lbalance
	int3
.Lbalance:
	addq	$8, %rsp
	RET
SYM_CODE_END(dtrace_return_trampoline)
_ASM_NOKPROBE(dtrace_return_trampoline)
