// SPDX-License-Identifier: GPL-2.0
// Loads all registers, enters the kernel, stores them all again, with nothing in between.
#include "planted.hh"

#include <algorithm>

// clang-format off
asm(R"(
	.bss
	.globl planted_in, planted_out, planted_sp, planted_go
	.balign 8
planted_in:	.skip 16 * 8
planted_out:	.skip 16 * 8
planted_sp:	.skip 2 * 8
planted_back:	.skip 7 * 8
planted_go:	.skip 8
	.text

	.macro	LOAD_PLANTED
	endbr64
	movq	%rbx, planted_back+0(%rip)
	movq	%rbp, planted_back+8(%rip)
	movq	%r12, planted_back+16(%rip)
	movq	%r13, planted_back+24(%rip)
	movq	%r14, planted_back+32(%rip)
	movq	%r15, planted_back+40(%rip)
	movq	%rsp, planted_sp+0(%rip)
	movq	planted_in+0(%rip), %rax
	movq	planted_in+8(%rip), %rbx
	movq	planted_in+16(%rip), %rcx
	movq	planted_in+24(%rip), %rdx
	movq	planted_in+32(%rip), %rsi
	movq	planted_in+40(%rip), %rdi
	movq	planted_in+48(%rip), %rbp
	movq	planted_in+56(%rip), %r8
	movq	planted_in+64(%rip), %r9
	movq	planted_in+72(%rip), %r10
	movq	planted_in+80(%rip), %r11
	movq	planted_in+88(%rip), %r12
	movq	planted_in+96(%rip), %r13
	movq	planted_in+104(%rip), %r14
	movq	planted_in+112(%rip), %r15
	pushq	planted_in+120(%rip)
	popfq
	.endm

	.macro	STORE_PLANTED
	movq	%rsp, planted_sp+8(%rip)
	movq	%rax, planted_out+0(%rip)
	movq	%rbx, planted_out+8(%rip)
	movq	%rcx, planted_out+16(%rip)
	movq	%rdx, planted_out+24(%rip)
	movq	%rsi, planted_out+32(%rip)
	movq	%rdi, planted_out+40(%rip)
	movq	%rbp, planted_out+48(%rip)
	movq	%r8, planted_out+56(%rip)
	movq	%r9, planted_out+64(%rip)
	movq	%r10, planted_out+72(%rip)
	movq	%r11, planted_out+80(%rip)
	movq	%r12, planted_out+88(%rip)
	movq	%r13, planted_out+96(%rip)
	movq	%r14, planted_out+104(%rip)
	movq	%r15, planted_out+112(%rip)
	movq	planted_sp+0(%rip), %rsp
	pushfq
	popq	planted_out+120(%rip)
	pushq	$0x202
	popfq
	movq	planted_back+0(%rip), %rbx
	movq	planted_back+8(%rip), %rbp
	movq	planted_back+16(%rip), %r12
	movq	planted_back+24(%rip), %r13
	movq	planted_back+32(%rip), %r14
	movq	planted_back+40(%rip), %r15
	ret
	.endm

	.globl run_syscall, after_syscall, run_int80, run_spin, spin_start, spin_end
	.balign 16
run_syscall:
	LOAD_PLANTED
	syscall
after_syscall:
	STORE_PLANTED
	.balign 16
run_int80:
	LOAD_PLANTED
	int	$0x80
	STORE_PLANTED
	.balign 16
run_spin:
	LOAD_PLANTED
spin_start:
	cmpb	$0, planted_go(%rip)
	je	spin_start
spin_end:
	STORE_PLANTED
	.section .note.GNU-stack, "", @progbits
	.text
)");
// clang-format on

Regs planted_regs() {
    Regs regs{};
    for (int r = 0; r < NREGS; r++)
        regs[r] = planted_value(r);
    regs[FLAGS] = flags_fixed;
    return regs;
}

Regs run(Entry entry, const Regs& in) {
    Regs out{};
    std::copy(in.begin(), in.end(), planted_in);
    switch (entry) {
    case Entry::Syscall: run_syscall(); break;
    case Entry::Int80: run_int80(); break;
    case Entry::Spin: run_spin(); break;
    }
    std::copy_n(planted_out, NREGS, out.begin());
    return out;
}
