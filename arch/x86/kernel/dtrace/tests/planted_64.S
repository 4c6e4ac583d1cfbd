/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Plants values in all registers, then traps: for KUnit only.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>

#include <asm/asm.h>

#include "planted.h"

.data
.balign 8
SYM_DATA(dtrace_test_planted_bad, .quad 0)
SYM_DATA(dtrace_test_planted_sp, .quad 0)
SYM_DATA(dtrace_test_planted_go, .byte 0)

.text

.macro plant reg:req number:req
	movabsq	$DTRACE_TEST_PLANTED(\number), %\reg
.endm

/* A function that plants all registers and flags; the body traps. */
.macro planted_begin name:req
SYM_FUNC_START(dtrace_test_planted_\name)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, dtrace_test_planted_sp(%rip)
	movb	$DTRACE_TEST_PLANTED_FLAGS, %ah
	sahf
	plant	r15 0
	plant	r14 1
	plant	r13 2
	plant	r12 3
	plant	rbp 4
	plant	rbx 5
	plant	r11 6
	plant	r10 7
	plant	r9 8
	plant	r8 9
	plant	rax 10
	plant	rcx 11
	plant	rdx 12
	plant	rsi 13
	plant	rdi 14
.endm

/* What a frame has as rip: compared with, not branched to. */
.macro planted_ip name:req
SYM_INNER_LABEL(dtrace_test_planted_\name\()_ip, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
.endm

.macro planted_end name:req
SYM_INNER_LABEL(dtrace_test_planted_\name\()_resume, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	RET
SYM_FUNC_END(dtrace_test_planted_\name)
.endm

planted_begin int3
	int3
planted_ip int3
planted_end int3

/* The trap comes after the instruction that follows the one that sets TF. */
planted_begin db
	pushfq
	orq	$0x100, (%rsp)
	/* Brings back the planted flags, too, which OR has overwritten. */
	popfq
	nop
planted_ip db
planted_end db

planted_begin gp
planted_ip gp
	movb	(%rax), %al
planted_end gp

planted_begin pf
	movq	dtrace_test_planted_bad(%rip), %rdx
planted_ip pf
	movb	(%rdx), %al
	_ASM_EXTABLE(dtrace_test_planted_pf_ip, dtrace_test_planted_pf_resume)
planted_end pf

/* ZF and PF until the end */
planted_begin spin
planted_ip spin
	cmpb	$0, dtrace_test_planted_go(%rip)
	je	dtrace_test_planted_spin_ip
planted_end spin
