// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: where control goes from an instruction.
 *
 * Returns and indirect jumps may go through thunks, to which the kernel leads its text at boot: a
 * jump to a thunk is what the thunk does.
 */
#include <linux/kprobes.h>
#include <linux/uaccess.h>

#include <asm/insn.h>
#include <asm/nospec-branch.h>

#include "point.h"

#define NREGS		16
#define REX_B		0x41
#define JMP_REG		0xe0	/* ModRM of ff: jmp *%rax, and the other registers */

static bool is_return_thunk(unsigned long addr)
{
#ifdef CONFIG_MITIGATION_RETHUNK
	return addr == (unsigned long)__x86_return_thunk || addr == (unsigned long)x86_return_thunk;
#else
	return false;
#endif
}

/* Thunks of retpolines stand in the order of their registers. */
static u8 retpoline_reg(unsigned long addr)
{
#ifdef CONFIG_MITIGATION_RETPOLINE
	unsigned long offset = addr - (unsigned long)__x86_indirect_thunk_array;

	if (offset < NREGS * RETPOLINE_THUNK_SIZE && !(offset % RETPOLINE_THUNK_SIZE))
		return offset / RETPOLINE_THUNK_SIZE;
#endif
	return DTRACE_NO_REG;
}

/* Others are in a better place of the cache line and otherwise plain: jmp *%reg */
static u8 plain_reg(unsigned long addr)
{
	u8 text[3], *p = text;

	if (copy_from_kernel_nofault(text, (void *)addr, sizeof(text)))
		return DTRACE_NO_REG;
	if (*p == REX_B)
		p++;
	if (p[0] != 0xff || (p[1] & ~7) != JMP_REG)
		return DTRACE_NO_REG;
	return (p[1] & 7) + (p == text ? 0 : 8);
}

u8 dtrace_thunk_reg(unsigned long addr)
{
	u8 reg = retpoline_reg(addr);

	return reg == DTRACE_NO_REG ? plain_reg(addr) : reg;
}

static enum dtrace_text_flow jump(unsigned long target)
{
	if (is_return_thunk(target))
		return DTRACE_FLOW_RETURN;
	return dtrace_thunk_reg(target) == DTRACE_NO_REG ? DTRACE_FLOW_JUMP : DTRACE_FLOW_INDIRECT;
}

/* By the reg field of ModRM: near and far CALL, near and far JMP */
static enum dtrace_text_flow flow_ff(const struct insn *insn)
{
	switch (X86_MODRM_REG(insn->modrm.value)) {
	case 3:
	case 5:
		return DTRACE_FLOW_OTHER;
	case 4:
		return DTRACE_FLOW_INDIRECT;
	default:
		return DTRACE_FLOW_NEXT;
	}
}

static enum dtrace_text_flow flow_one_byte(const struct insn *insn, unsigned long target)
{
	switch (insn->opcode.bytes[0]) {
	case 0x70 ... 0x7f:
	case 0xe0 ... 0xe3:
		return DTRACE_FLOW_BRANCH;
	case 0xc2 ... 0xc3:
		return DTRACE_FLOW_RETURN;
	case 0xe9:
	case 0xeb:
		return jump(target);
	case 0xcc:
		return DTRACE_FLOW_STOP;
	case 0x9a:	/* far CALL */
	case 0xca ... 0xcb:	/* far RET */
	case 0xcd ... 0xcf:	/* INT, IRET */
	case 0xea:	/* far JMP */
		return DTRACE_FLOW_OTHER;
	case 0xff:
		return flow_ff(insn);
	default:
		return DTRACE_FLOW_NEXT;
	}
}

static enum dtrace_text_flow flow_two_bytes(const struct insn *insn)
{
	switch (insn->opcode.bytes[1]) {
	case 0x80 ... 0x8f:
		return DTRACE_FLOW_BRANCH;
	case 0x0b:	/* UD2 */
	case 0xb9:	/* UD1 */
	case 0xff:	/* UD0 */
		return DTRACE_FLOW_STOP;
	case 0x05:	/* SYSCALL, SYSRET, SYSENTER, SYSEXIT, RSM */
	case 0x07:
	case 0x34 ... 0x35:
	case 0xaa:
		return DTRACE_FLOW_OTHER;
	default:
		return DTRACE_FLOW_NEXT;
	}
}

enum dtrace_text_flow dtrace_text_flow(struct insn *insn, unsigned long addr, unsigned long *target)
{
	*target = addr + insn->length + (long)insn->immediate.value;
	if (insn_is_avx(insn))
		return DTRACE_FLOW_NEXT;
	switch (insn->opcode.nbytes) {
	case 1:
		return flow_one_byte(insn, *target);
	case 2:
		return flow_two_bytes(insn);
	default:
		return DTRACE_FLOW_NEXT;
	}
}
