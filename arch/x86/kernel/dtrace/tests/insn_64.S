/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One instruction of each kind, each in a function of its own, and a harness that runs such a
 * function on planted registers: for KUnit only.
 *
 * Label 77 of a snippet is the instruction that is probed. Planted: RDI and RSI point to memory
 * that may be changed, RCX is small; everything else is arbitrary. A snippet may change all
 * registers but RSP, and leaves the stack as it was.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>

#include <asm/asm.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/smap.h>
#include <asm/unwind_hints.h>

/* struct insn_regs of insn_kunit.c: registers by number, flags in the place of RSP */
#define REG(n)	(8 * (n))

	.text

/* void dtrace_insn_run(void (*fn)(void), struct insn_regs *regs) */
SYM_FUNC_START(dtrace_insn_run)
	STACK_FRAME_NON_STANDARD dtrace_insn_run
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushfq
	pushq	%rsi
	pushq	%rdi
	movq	REG(0)(%rsi), %rax
	movq	REG(1)(%rsi), %rcx
	movq	REG(2)(%rsi), %rdx
	movq	REG(3)(%rsi), %rbx
	movq	REG(5)(%rsi), %rbp
	movq	REG(7)(%rsi), %rdi
	movq	REG(8)(%rsi), %r8
	movq	REG(9)(%rsi), %r9
	movq	REG(10)(%rsi), %r10
	movq	REG(11)(%rsi), %r11
	movq	REG(12)(%rsi), %r12
	movq	REG(13)(%rsi), %r13
	movq	REG(14)(%rsi), %r14
	movq	REG(15)(%rsi), %r15
	pushq	REG(4)(%rsi)
	movq	REG(6)(%rsi), %rsi
	popfq
	ANNOTATE_RETPOLINE_SAFE
	call	*(%rsp)
	pushfq
	pushq	%rsi
	movq	24(%rsp), %rsi
	movq	%rax, REG(0)(%rsi)
	movq	%rcx, REG(1)(%rsi)
	movq	%rdx, REG(2)(%rsi)
	movq	%rbx, REG(3)(%rsi)
	movq	%rbp, REG(5)(%rsi)
	movq	%rdi, REG(7)(%rsi)
	movq	%r8, REG(8)(%rsi)
	movq	%r9, REG(9)(%rsi)
	movq	%r10, REG(10)(%rsi)
	movq	%r11, REG(11)(%rsi)
	movq	%r12, REG(12)(%rsi)
	movq	%r13, REG(13)(%rsi)
	movq	%r14, REG(14)(%rsi)
	movq	%r15, REG(15)(%rsi)
	popq	REG(6)(%rsi)
	popq	REG(4)(%rsi)
	addq	$16, %rsp
	popfq
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	RET
SYM_FUNC_END(dtrace_insn_run)

/* A row of the table: function, offset of the probed instruction, name */
.macro ROW name
	.pushsection .rodata.dtrace_insn, "a"
	.quad	dtrace_insn_\name
	.quad	77b - dtrace_insn_\name
	.quad	.Lname_\name
	.popsection
	.pushsection .rodata.str, "a"
.Lname_\name:
	.asciz	"\name"
	.popsection
.endm

.macro BEGIN name
SYM_FUNC_START(dtrace_insn_\name)
	STACK_FRAME_NON_STANDARD dtrace_insn_\name
.endm

.macro END name
	RET
	ROW \name
SYM_FUNC_END(dtrace_insn_\name)
.endm

/* Snippets of a single instruction */
.macro PLAIN name insn:vararg
BEGIN \name
77:	\insn
END \name
.endm

	.pushsection .rodata.dtrace_insn, "a"
SYM_DATA_START(dtrace_insn_table)
	.popsection

/* ---- moves, arithmetic ---- */
PLAIN nop, nop
PLAIN nop_long, nopl 0x12345678(%rax, %rax)
PLAIN nop_prefixed, .byte 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0
PLAIN nop_15, .byte 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0
PLAIN pause, pause
PLAIN mov_reg, movq %rsi, %r14
PLAIN mov_reg_back, .byte 0x4c, 0x8b, 0xf6
PLAIN mov_reg_32, movl %r9d, %eax
PLAIN mov_reg_16, movw %r9w, %ax
PLAIN mov_imm_32, movl $0x89abcdef, %r10d
PLAIN mov_imm_sign, movq $-5, %r11
PLAIN mov_imm_64, movabsq $0x1122334455667788, %rbx
PLAIN lea_sib, leaq -8(%rax, %rbx, 4), %rdx
PLAIN lea_no_base, leaq 64(, %r12, 8), %rdx
PLAIN lea_rip, leaq dtrace_insn_run(%rip), %rdx
PLAIN lea_32, leal 1(%rax), %edx
PLAIN load, movq 8(%rdi), %rax
PLAIN load_rip, movl dtrace_insn_datum(%rip), %r8d
PLAIN load_percpu, movq PER_CPU_VAR(pcpu_hot), %rdi
PLAIN store, movq %rbx, 16(%rsi)
PLAIN store_rip, movl %ebx, dtrace_insn_datum(%rip)
PLAIN store_rip_imm, movl $0x7654321, dtrace_insn_datum(%rip)
PLAIN store_11, movq $0x7654321, dtrace_insn_datum(%rip)
PLAIN store_14, .byte 0x2e, 0x2e, 0x48, 0xc7, 0x84, 0x27, 16, 0, 0, 0, 0x21, 0x43, 0x65, 7
PLAIN xchg_r8, .byte 0x49, 0x90
PLAIN add, addq %rbx, %rax
PLAIN adc, adcq %rbx, %rax
PLAIN sbb_mem, sbbq %rbx, (%rdi)
PLAIN xor, xorl %eax, %eax
PLAIN test, testq %rcx, %rcx
PLAIN mul, mulq %rbx
PLAIN shld, shldq $13, %rbx, %rax
PLAIN bsf, bsfq %rbx, %rax
PLAIN bts, btsq %rcx, %rax
PLAIN cmov, cmovbq %rbx, %rax
PLAIN setcc, sete %al
PLAIN lahf, lahf
PLAIN std_cld, std
PLAIN cmc, cmc
PLAIN cmpxchg, lock cmpxchgq %rdx, (%rdi)
PLAIN xadd, lock xaddq %rdx, (%rdi)
PLAIN xchg_mem, xchgq %rdx, (%rsi)
PLAIN movnti, movnti %rdx, (%rsi)
PLAIN bswap, bswapq %r13
PLAIN rep_movs, rep movsb
PLAIN rep_stos, rep stosq
PLAIN rep_movs_none, .byte 0xf3, 0x48, 0xa5
PLAIN repe_cmps, repe cmpsb
PLAIN lods, lodsq
PLAIN mfence, mfence
PLAIN verw, verw (%rdi)

/* ---- stack ---- */
BEGIN push
77:	pushq	%r15
	popq	%rax
END push

BEGIN push_low
77:	pushq	%rbx
	popq	%rax
END push_low

BEGIN push_rsp
77:	pushq	%rsp
	popq	%rax
	subq	%rsp, %rax
END push_rsp

BEGIN push_imm8
77:	pushq	$-3
	popq	%rax
END push_imm8

BEGIN push_imm32
77:	pushq	$0x12345678
	popq	%rax
END push_imm32

BEGIN push_mem
77:	pushq	(%rdi)
	popq	%rax
END push_mem

BEGIN push_16
77:	pushw	%bx
	popw	%ax
END push_16

BEGIN pop
	pushq	%rbx
77:	popq	%r12
END pop

BEGIN pop_mem
	pushq	%rbx
77:	popq	8(%rsi)
END pop_mem

BEGIN pop_rsp
	movq	%rsp, %rbx
	pushq	%rbx
77:	popq	%rsp
	subq	%rsp, %rbx
END pop_rsp

BEGIN leave
	pushq	%rbp
	movq	%rsp, %rbp
	subq	$32, %rsp
77:	leave
END leave

BEGIN enter
77:	enter	$16, $0
	leave
END enter

/* ---- branches ---- */
.macro JCC cond
BEGIN j\cond
77:	j\cond	1f
	xorl	$1, %eax
1:
END j\cond
BEGIN j\cond\()_near
77:	j\cond\().d32	1f
	xorl	$1, %eax
1:
END j\cond\()_near
.endm

JCC o
JCC no
JCC b
JCC ae
JCC e
JCC ne
JCC be
JCC a
JCC s
JCC ns
JCC p
JCC np
JCC l
JCC ge
JCC le
JCC g

BEGIN jmp_short
77:	jmp	1f
	xorl	$1, %eax
1:
END jmp_short

BEGIN jmp_near
77:	jmp.d32	1f
	xorl	$1, %eax
1:
END jmp_near

BEGIN jmp_back
	jmp	2f
1:	jmp	3f
2:
77:	jmp	1b
3:
END jmp_back

BEGIN jmp_reg
	leaq	1f(%rip), %r11
	ANNOTATE_RETPOLINE_SAFE
77:	jmp	*%r11
	xorl	$1, %eax
1:	ANNOTATE_NOENDBR
	xorl	%r11d, %r11d
END jmp_reg

BEGIN jmp_mem
	leaq	1f(%rip), %rax
	movq	%rax, 24(%rdi)
	ANNOTATE_RETPOLINE_SAFE
77:	jmp	*24(%rdi)
	xorl	$1, %ebx
1:	ANNOTATE_NOENDBR
	nop
END jmp_mem

BEGIN jmp_mem_sib
	leaq	1f(%rip), %rax
	movq	%rax, (%rdi, %rcx, 8)
	ANNOTATE_RETPOLINE_SAFE
77:	jmp	*(%rdi, %rcx, 8)
	xorl	$1, %ebx
1:	ANNOTATE_NOENDBR
	nop
END jmp_mem_sib

BEGIN call
77:	call	dtrace_insn_callee
END call

BEGIN call_reg
	leaq	dtrace_insn_callee(%rip), %r10
	ANNOTATE_RETPOLINE_SAFE
77:	call	*%r10
END call_reg

BEGIN call_mem
	leaq	dtrace_insn_callee(%rip), %rax
	movq	%rax, (%rsi)
	ANNOTATE_RETPOLINE_SAFE
77:	call	*(%rsi)
END call_mem

BEGIN call_mem_rip
	ANNOTATE_RETPOLINE_SAFE
77:	call	*dtrace_insn_pointer(%rip)
END call_mem_rip

BEGIN ret
	call	1f
	jmp	2f
1:
77:	ret
	int3
2:
END ret

BEGIN ret_imm
	pushq	%rax
	call	1f
	jmp	2f
1:
77:	ret	$8
	int3
2:
END ret_imm

BEGIN rep_ret
	call	1f
	jmp	2f
1:
77:	.byte	0xf3, 0xc3
	int3
2:
END rep_ret

.macro COUNTED insn
BEGIN \insn
1:	addq	$1, %rax
	cmpq	$4, %rbx
77:	\insn	1b
END \insn
.endm

COUNTED loop
COUNTED loope
COUNTED loopne

BEGIN jrcxz
77:	jrcxz	1f
	xorl	$1, %eax
1:
END jrcxz

BEGIN jrcxz_taken
	xorl	%ecx, %ecx
77:	jrcxz	1f
	xorl	$1, %eax
1:
END jrcxz_taken

BEGIN jecxz
	movabsq	$0x100000000, %rcx
77:	jecxz	1f
	xorl	$1, %eax
1:
END jecxz

/* ---- flags ---- */
BEGIN pushf
77:	pushfq
	popq	%rax
END pushf

BEGIN popf
	pushfq
	xorq	$0x8c5, (%rsp)
77:	popfq
END popf

/* The image says interrupts on, as any does on Xen PV. */
BEGIN popf_on
	pushfq
	orq	$0x200, (%rsp)
77:	popfq
	pushfq
	popq	%rax
END popf_on

BEGIN cli
77:	cli
	pushfq
	popq	%rax
END cli

BEGIN sti
77:	sti
	nop
	pushfq
	popq	%rax
END sti

/* ---- VEX ---- */
PLAIN andn, andnq %rbx, %rax, %rdx

	.pushsection .rodata.dtrace_insn, "a"
	.quad	0
SYM_DATA_END(dtrace_insn_table)
	.popsection

SYM_FUNC_START(dtrace_insn_callee)
	movq	(%rsp), %rax
	xorq	%rdx, %rdx
	RET
SYM_FUNC_END(dtrace_insn_callee)

	.data
SYM_DATA(dtrace_insn_datum, .long 0x13579bdf, 0)
SYM_DATA(dtrace_insn_pointer, .quad dtrace_insn_callee)

/* int dtrace_insn_risky_load(unsigned long addr): 0 or -EFAULT */
	.text
SYM_FUNC_START(dtrace_insn_risky_load)
	STACK_FRAME_NON_STANDARD dtrace_insn_risky_load
	xorl	%eax, %eax
	ASM_STAC
SYM_INNER_LABEL(dtrace_insn_risky_load_insn, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
1:	movq	(%rdi), %rdx
	ASM_CLAC
	RET
2:	ASM_CLAC
	movl	$-14, %eax
	RET
	_ASM_EXTABLE(1b, 2b)
SYM_FUNC_END(dtrace_insn_risky_load)

SYM_FUNC_START(dtrace_insn_traced)
	pushq	%rbp
	movq	%rsp, %rbp
	popq	%rbp
	RET
SYM_FUNC_END(dtrace_insn_traced)
