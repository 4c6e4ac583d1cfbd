/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions that are left in ways that a compiler rarely chooses; see dtrace_test_exits_main.c. The
 * argument comes back, with 1 more from dtrace_exit_leaf().
 */
#include <linux/linkage.h>
#include <linux/objtool.h>

#include <asm/nospec-branch.h>

/* As the compiler begins a function that ftrace can hook */
.macro FENTRY
.Lsite\@:
	call	__fentry__
	.pushsection __mcount_loc, "a"
	.balign	8
	.quad	.Lsite\@
	.popsection
.endm

	.text

/* An odd argument is passed on by a conditional jump. */
SYM_FUNC_START(dtrace_exit_branch)
	FENTRY
	movq	%rdi, %rax
	testb	$1, %dil
	jnz	dtrace_exit_leaf
	RET
SYM_FUNC_END(dtrace_exit_branch)

/* An odd argument takes the way through the unlikely part, which returns. */
SYM_FUNC_START(dtrace_exit_cold)
	FENTRY
	movq	%rdi, %rax
	testb	$1, %dil
	jnz	dtrace_exit_cold.cold
	RET
SYM_FUNC_END(dtrace_exit_cold)

/* A jump to a computed address that is a label of the function, for an even argument */
SYM_FUNC_START(dtrace_exit_table)
	FENTRY
	leaq	.Lhere(%rip), %rcx
	leaq	dtrace_exit_leaf(%rip), %rdx
	movq	%rdi, %rax
	testq	%rdi, %rdi
	jz	.Lhere
	testb	$1, %dil
	cmovnzq	%rdx, %rcx
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%rcx
.Lhere:
	ENDBR
	RET
SYM_FUNC_END(dtrace_exit_table)

/* A label that is called, and begins where functions do */
SYM_FUNC_START(dtrace_exit_around)
	nop
SYM_INNER_LABEL_ALIGN(dtrace_bare_label, SYM_L_GLOBAL)
	leaq	1(%rdi), %rax
	RET
SYM_FUNC_END(dtrace_exit_around)

SYM_FUNC_START_LOCAL(dtrace_exit_cold.cold)
	RET
SYM_FUNC_END(dtrace_exit_cold.cold)
