// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: what an instruction is, and in which ways it can be executed elsewhere.
 *
 * A table of rules, the first that fits decides; what no rule names runs as a copy. Refused are
 * instructions that transfer control in a way that nothing can follow, that change what a trap
 * handler stands on (stacks, descriptor tables, GS), that wait for interrupts, and those that
 * trap by intention.
 */
#include <linux/extable.h>
#include <linux/kernel.h>

#include <asm/cpufeature.h>
#include <asm/insn-eval.h>
#include <asm/text-patching.h>

#include "point.h"
#include "point_emulate.h"

#define BY_EMULATION	DTRACE_WAY(EMULATE)
#define COPY		DTRACE_WAYS_COPY
#define EITHER		(BY_EMULATION | COPY)
#define REFUSE		0

#define ONE_BYTE	1	/* opcode maps by the number of opcode bytes */
#define TWO_BYTE	2
#define ANY_REG		0xff
#define REG(n)		BIT(n)

/**
 * struct rule - instructions that are treated alike
 * @map: opcode map
 * @first: first opcode
 * @last: last opcode
 * @reg: values of the reg field of ModRM, as bits; ANY_REG: also without ModRM
 * @ways: how they can be executed
 * @emulate: emulation
 * @operands: reads the operands; false: this form cannot be emulated
 */
struct rule {
	u8		map;
	u8		first;
	u8		last;
	u8		reg;
	u8		ways;
	dtrace_run_fn	emulate;
	bool		(*operands)(struct dtrace_site *site, struct insn *insn);
};

static bool has_modrm3(const struct insn *insn)
{
	return X86_MODRM_MOD(insn->modrm.value) == 3;
}

static u8 modrm_reg(const struct insn *insn)
{
	return X86_MODRM_REG(insn->modrm.value) + (X86_REX_R(insn->rex_prefix.value) ? 8 : 0);
}

static u8 modrm_rm(const struct insn *insn)
{
	return X86_MODRM_RM(insn->modrm.value) + (X86_REX_B(insn->rex_prefix.value) ? 8 : 0);
}

static bool has_prefix(struct insn *insn, u8 low, u8 high)
{
	insn_byte_t prefix;
	int i;

	for_each_insn_prefix(insn, i, prefix) {
		if (prefix == low || prefix == high)
			return true;
	}
	return false;
}

/* ---- operands ---- */

/* The decoder gives stack and branch instructions 64 bits, whatever their prefixes say. */
static bool wide(struct dtrace_site *site, struct insn *insn)
{
	return insn->opnd_bytes != sizeof(u16) && !has_prefix(insn, 0x66, 0x66);
}

static bool op_opcode_reg(struct dtrace_site *site, struct insn *insn)
{
	site->reg = (insn->opcode.bytes[0] & 7) + (X86_REX_B(insn->rex_prefix.value) ? 8 : 0);
	return wide(site, insn);
}

static bool op_imm(struct dtrace_site *site, struct insn *insn)
{
	site->target = (long)insn->immediate.value;
	return wide(site, insn);
}

static bool op_ret(struct dtrace_site *site, struct insn *insn)
{
	site->target = insn->immediate.nbytes ? (u16)insn->immediate.value : 0;
	return wide(site, insn);
}

static bool op_branch(struct dtrace_site *site, struct insn *insn)
{
	site->target = site->next + (long)insn->immediate.value;
	site->cond = insn->opcode.bytes[insn->opcode.nbytes - 1] & 0xf;
	return wide(site, insn);
}

static bool op_jmp(struct dtrace_site *site, struct insn *insn)
{
	bool ok = op_branch(site, insn);

	site->reg = dtrace_thunk_reg(site->target);
	return ok;
}

static bool op_loop(struct dtrace_site *site, struct insn *insn)
{
	op_branch(site, insn);
	site->cond &= 3;
	site->width = insn->addr_bytes;
	return wide(site, insn);
}

static void sib_operand(struct dtrace_site *site, const struct insn *insn)
{
	u8 rex = insn->rex_prefix.value, sib = insn->sib.value;
	u8 index = X86_SIB_INDEX(sib) + (X86_REX_X(rex) ? 8 : 0);

	site->base = X86_SIB_BASE(sib) + (X86_REX_B(rex) ? 8 : 0);
	if (X86_SIB_BASE(sib) == 5 && !X86_MODRM_MOD(insn->modrm.value))
		site->base = DTRACE_NO_REG;
	if (index != 4)
		site->index = index;
	site->scale = X86_SIB_SCALE(sib);
}

/* Memory operand by base, index and displacement; the segment is the caller's affair */
static bool op_memory(struct dtrace_site *site, struct insn *insn)
{
	site->base = DTRACE_NO_REG;
	site->index = DTRACE_NO_REG;
	site->disp = insn->displacement.nbytes ? insn->displacement.value : 0;
	if (insn_rip_relative(insn))
		site->disp += site->next;
	else if (X86_MODRM_RM(insn->modrm.value) == 4)
		sib_operand(site, insn);
	else
		site->base = modrm_rm(insn);
	return insn->addr_bytes == sizeof(u64);
}

static bool op_indirect(struct dtrace_site *site, struct insn *insn)
{
	site->reg = DTRACE_NO_REG;
	if (!has_modrm3(insn))
		return wide(site, insn) && !has_prefix(insn, 0x64, 0x65) && op_memory(site, insn);
	site->reg = modrm_rm(insn);
	return wide(site, insn);
}

static bool op_lea(struct dtrace_site *site, struct insn *insn)
{
	site->reg = modrm_reg(insn);
	site->width = insn->opnd_bytes;
	return wide(site, insn) && op_memory(site, insn);
}

/* Register to register: 89 names the source in reg, 8b in rm */
static bool op_mov(struct dtrace_site *site, struct insn *insn)
{
	bool from_reg = insn->opcode.bytes[0] == 0x89;

	site->base = from_reg ? modrm_reg(insn) : modrm_rm(insn);
	site->reg = from_reg ? modrm_rm(insn) : modrm_reg(insn);
	site->width = insn->opnd_bytes;
	return wide(site, insn) && has_modrm3(insn);
}

static bool op_mov_imm(struct dtrace_site *site, struct insn *insn)
{
	site->target = (long)insn->immediate.value;
	site->width = insn->opnd_bytes;
	if (insn->opcode.bytes[0] == 0xc7) {
		site->reg = modrm_rm(insn);
		return wide(site, insn) && has_modrm3(insn);
	}
	op_opcode_reg(site, insn);
	return insn->opnd_bytes == sizeof(u32);
}

/* 90 is NOP; with REX.B it exchanges R8 and RAX */
static bool op_nop(struct dtrace_site *site, struct insn *insn)
{
	return insn->opcode.bytes[0] == 0x0f || !X86_REX_B(insn->rex_prefix.value);
}

/* ---- rules ---- */

/* 0f 01 with a register operand: by the ModRM byte. The rest are memory forms or refused. */
static u8 ways_0f01(struct dtrace_site *site, const struct insn *insn)
{
	switch (insn->modrm.value) {
	case 0xca:
		site->emulate = dtrace_emulate_clac;
		return BY_EMULATION;
	case 0xcb:
		site->emulate = dtrace_emulate_stac;
		return BY_EMULATION;
	case 0xd0:	/* XGETBV */
	case 0xe8:	/* SERIALIZE */
	case 0xee:	/* RDPKRU */
	case 0xef:	/* WRPKRU */
	case 0xf9:	/* RDTSCP */
	case 0xfc:	/* CLZERO */
	case 0xfd:	/* RDPRU */
		return COPY;
	}
	if (has_modrm3(insn))
		return REFUSE;
	/* SGDT, SIDT, SMSW, INVLPG read or invalidate; the others load */
	return BIT(X86_MODRM_REG(insn->modrm.value)) & (REG(0) | REG(1) | REG(4) | REG(7)) ?
	       COPY : REFUSE;
}

#define ONE(first, last, reg, ways, emulate, operands)				\
	{ ONE_BYTE, first, last, reg, ways, emulate, operands }
#define TWO(first, last, reg, ways, emulate, operands)				\
	{ TWO_BYTE, first, last, reg, ways, emulate, operands }

static const struct rule rules[] = {
	ONE(0x50, 0x57, ANY_REG, EITHER, dtrace_emulate_push, op_opcode_reg),
	ONE(0x58, 0x5f, ANY_REG, EITHER, dtrace_emulate_pop, op_opcode_reg),
	ONE(0x68, 0x68, ANY_REG, EITHER, dtrace_emulate_push_imm, op_imm),
	ONE(0x6a, 0x6a, ANY_REG, EITHER, dtrace_emulate_push_imm, op_imm),
	ONE(0x70, 0x7f, ANY_REG, BY_EMULATION, dtrace_emulate_jcc, op_branch),
	ONE(0x89, 0x89, ANY_REG, EITHER, dtrace_emulate_mov, op_mov),
	ONE(0x8b, 0x8b, ANY_REG, EITHER, dtrace_emulate_mov, op_mov),
	ONE(0x8d, 0x8d, ANY_REG, EITHER, dtrace_emulate_lea, op_lea),
	ONE(0x8e, 0x8e, REG(2) | REG(5), REFUSE, NULL, NULL),		/* MOV SS, GS */
	ONE(0x90, 0x90, ANY_REG, EITHER, dtrace_emulate_nop, op_nop),
	ONE(0x9a, 0x9a, ANY_REG, REFUSE, NULL, NULL),			/* far CALL */
	ONE(0x9c, 0x9c, ANY_REG, BY_EMULATION, dtrace_emulate_pushf, wide),
	ONE(0x9d, 0x9d, ANY_REG, BY_EMULATION, dtrace_emulate_popf, wide),
	ONE(0xb8, 0xbf, ANY_REG, EITHER, dtrace_emulate_mov_imm, op_mov_imm),
	ONE(0xc2, 0xc3, ANY_REG, BY_EMULATION, dtrace_emulate_ret, op_ret),
	ONE(0xc6, 0xc7, REG(7), REFUSE, NULL, NULL),			/* XABORT, XBEGIN */
	ONE(0xc7, 0xc7, REG(0), EITHER, dtrace_emulate_mov_imm, op_mov_imm),
	ONE(0xc9, 0xc9, ANY_REG, EITHER, dtrace_emulate_leave, wide),
	ONE(0xca, 0xcf, ANY_REG, REFUSE, NULL, NULL),			/* far RET, INT, IRET */
	ONE(0xe0, 0xe3, ANY_REG, BY_EMULATION, dtrace_emulate_loop, op_loop),
	ONE(0xe8, 0xe8, ANY_REG, BY_EMULATION, dtrace_emulate_call, op_branch),
	ONE(0xe9, 0xe9, ANY_REG, BY_EMULATION, dtrace_emulate_jmp, op_jmp),
	ONE(0xea, 0xea, ANY_REG, REFUSE, NULL, NULL),			/* far JMP */
	ONE(0xeb, 0xeb, ANY_REG, BY_EMULATION, dtrace_emulate_jmp, op_jmp),
	ONE(0xf1, 0xf1, ANY_REG, REFUSE, NULL, NULL),			/* INT1 */
	ONE(0xf4, 0xf4, ANY_REG, REFUSE, NULL, NULL),			/* HLT */
	ONE(0xfa, 0xfa, ANY_REG, BY_EMULATION, dtrace_emulate_cli, NULL),
	ONE(0xfb, 0xfb, ANY_REG, BY_EMULATION, dtrace_emulate_sti, NULL),
	ONE(0xff, 0xff, REG(2), BY_EMULATION, dtrace_emulate_call_indirect, op_indirect),
	ONE(0xff, 0xff, REG(4), BY_EMULATION, dtrace_emulate_jmp_indirect, op_indirect),
	ONE(0xff, 0xff, REG(3) | REG(5) | REG(7), REFUSE, NULL, NULL),	/* far CALL, JMP */
	TWO(0x00, 0x00, REG(2) | REG(3), REFUSE, NULL, NULL),		/* LLDT, LTR */
	TWO(0x05, 0x08, ANY_REG, REFUSE, NULL, NULL),	/* SYSCALL, CLTS, SYSRET, INVD */
	TWO(0x0b, 0x0b, ANY_REG, REFUSE, NULL, NULL),			/* UD2 */
	TWO(0x1f, 0x1f, ANY_REG, EITHER, dtrace_emulate_nop, op_nop),
	TWO(0x20, 0x23, ANY_REG, REFUSE, NULL, NULL),			/* MOV CR, DR */
	TWO(0x30, 0x30, ANY_REG, DTRACE_WAY(INT3), NULL, NULL),		/* WRMSR may set BTF */
	TWO(0x34, 0x37, ANY_REG, REFUSE, NULL, NULL),	/* SYSENTER, SYSEXIT, GETSEC */
	TWO(0x80, 0x8f, ANY_REG, BY_EMULATION, dtrace_emulate_jcc, op_branch),
	TWO(0xa1, 0xa1, ANY_REG, REFUSE, NULL, NULL),			/* POP FS */
	TWO(0xa9, 0xaa, ANY_REG, REFUSE, NULL, NULL),			/* POP GS, RSM */
	TWO(0xb2, 0xb2, ANY_REG, REFUSE, NULL, NULL),			/* LSS */
	TWO(0xb4, 0xb5, ANY_REG, REFUSE, NULL, NULL),			/* LFS, LGS */
	TWO(0xb9, 0xb9, ANY_REG, REFUSE, NULL, NULL),			/* UD1 */
	TWO(0xff, 0xff, ANY_REG, REFUSE, NULL, NULL),			/* UD0 */
};

static bool rule_fits(const struct rule *r, const struct insn *insn)
{
	u8 opcode = insn->opcode.bytes[insn->opcode.nbytes - 1];

	if (insn->opcode.nbytes != r->map || opcode < r->first || opcode > r->last)
		return false;
	return r->reg == ANY_REG || (r->reg & BIT(X86_MODRM_REG(insn->modrm.value)));
}

static u8 apply_rule(const struct rule *r, struct dtrace_site *site, struct insn *insn)
{
	if (!r->emulate)
		return r->ways;
	site->emulate = r->emulate;
	return !r->operands || r->operands(site, insn) ? r->ways : r->ways & ~BY_EMULATION;
}

/* Writing the base of GS takes per-CPU data away from the trap handler. */
static bool writes_gsbase(struct insn *insn)
{
	return insn->opcode.nbytes == TWO_BYTE && insn->opcode.bytes[1] == 0xae &&
	       has_modrm3(insn) && X86_MODRM_REG(insn->modrm.value) == 3 &&
	       has_prefix(insn, 0xf3, 0xf3);
}

static u8 classify(struct dtrace_site *site, struct insn *insn)
{
	unsigned int i;

	if (insn_is_avx(insn))
		return COPY;
	if (insn_has_emulate_prefix(insn) || insn_masking_exception(insn) || writes_gsbase(insn))
		return REFUSE;
	if (insn->opcode.nbytes == TWO_BYTE && insn->opcode.bytes[1] == 0x01)
		return ways_0f01(site, insn);
	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		if (rule_fits(&rules[i], insn))
			return apply_rule(&rules[i], site, insn);
	}
	return COPY;
}

/*
 * A task may sleep in a fault that the exception table knows, and a copy that jumps back has no
 * trap behind it that would find the way home. A copy and what ends it have to fit a slot.
 */
static u8 limit_ways(const struct dtrace_site *site, u8 ways)
{
	if (site->extable)
		ways &= DTRACE_WAYS_TRAP;
	if (site->length > DTRACE_SLOT_SIZE - JMP32_INSN_SIZE)
		ways &= ~DTRACE_WAY(JUMP);
	if (site->length > DTRACE_SLOT_SIZE - INT3_INSN_SIZE)
		ways &= ~DTRACE_WAYS_COPY;
	return ways;
}

/*
 * Where there is one, CPUs insist on it, and whoever patches functions looks for it: to kprobes the
 * start of a function is behind it, and to BPF trampolines so is the call that ftrace patches.
 */
static bool is_endbr_insn(const struct insn *insn)
{
	return insn->opcode.nbytes == TWO_BYTE && insn->opcode.bytes[1] == 0x1e &&
	       insn->modrm.value == 0xfa;
}

enum dtrace_point_refusal dtrace_site_decode(struct dtrace_site *site, struct insn *insn)
{
	if (insn->opcode.bytes[0] == INT3_INSN_OPCODE)
		return DTRACE_POINT_REFUSE_BREAKPOINT;
	if (is_endbr_insn(insn))
		return DTRACE_POINT_REFUSE_ENDBR;
	site->length = insn->length;
	site->next = site->addr + insn->length;
	site->extable = search_exception_tables(site->addr);
	memcpy(site->text, insn->kaddr, insn->length);
	site->ways = limit_ways(site, classify(site, insn));
	return site->ways ? DTRACE_POINT_OK : DTRACE_POINT_REFUSE_UNSUPPORTED;
}

enum dtrace_point_refusal dtrace_text_vet_insn(struct insn *insn, unsigned long addr)
{
	struct dtrace_site site = { .addr = addr };

	return dtrace_site_decode(&site, insn);
}
