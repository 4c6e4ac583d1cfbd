/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Breakpoint probe points: one emulation for each kind of instruction; see dtrace_run_fn.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_POINT_EMULATE_H
#define _ARCH_X86_KERNEL_DTRACE_POINT_EMULATE_H

struct dtrace_site;
struct pt_regs;

void dtrace_emulate_nop(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_mov(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_mov_imm(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_lea(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_push(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_push_imm(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_pop(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_leave(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_pushf(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_popf(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_cli(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_sti(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_clac(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_stac(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_jmp(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_call(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_jmp_indirect(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_call_indirect(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_ret(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_jcc(const struct dtrace_site *site, struct pt_regs *regs);
void dtrace_emulate_loop(const struct dtrace_site *site, struct pt_regs *regs);

#endif /* _ARCH_X86_KERNEL_DTRACE_POINT_EMULATE_H */
