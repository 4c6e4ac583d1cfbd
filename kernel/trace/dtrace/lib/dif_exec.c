// SPDX-License-Identifier: GPL-2.0
/*
 * The interpreter of verified DIF programs.
 *
 * The verifier has checked every register number, index and id, the tuple stack, and that the
 * last instruction is ret and branches go forward: nothing of that is checked again. An
 * instruction that cannot fault ends with "continue"; one that can ends with "break" and meets
 * the check for a fault below the switch. The loop steps to the next instruction, so a branch
 * goes to the one before its label.
 */
#include "builtin.h"
#include "dif_insn.h"
#include "dif_ops.h"
#include "mem.h"
#include "var.h"

static void push(struct dt_mstate *m, u64 value, u64 size)
{
	if (unlikely(m->ntuple >= DTRACE_DIF_NTUPREGS)) {
		dt_fault(m, DTRACE_FAULT_TUPOFLOW, 0);
		return;
	}
	m->tuple[m->ntuple].value = value;
	m->tuple[m->ntuple].size = size;
	m->ntuple++;
}

/*
 * A string takes its length and a NUL, at most as many bytes as asked for and a NUL, or as a D
 * string has
 */
static u64 string_key_size(struct dt_mstate *m, u64 addr, u64 size)
{
	u32 max = m->strsize - 1;
	struct dt_str s;

	if (size)
		max = min(size, (u64)U32_MAX - 1);
	dt_str_open(&s, m, addr, max);
	return dt_str_len(&s) + 1;
}

static noinline void push_ref(struct dt_mstate *m, u32 kind, u64 value, u64 size)
{
	if (kind == DTRACE_DIF_KIND_STRING)
		size = string_key_size(m, value, size) | DT_KEY_STRING;
	push(m, value, size);
}

static noinline void move(struct dt_mstate *m, u64 dst, u64 src, u64 len)
{
	if (!len)
		return;
	if (!dt_can_store(m, dst, len))
		dt_fault(m, DTRACE_FAULT_BADADDR, dst);
	else
		dt_move(m, dt_ptr(dst), src, len);
}

static __always_inline u64 load_global(struct dt_mstate *m, u32 id)
{
	return id < DTRACE_DIF_VAR_USER ? dt_builtin_load(m, id) : dt_var_load_global(m, id);
}

#define OP(sym)		DTRACE_DIF_OP_##sym
#define RD		r[insn->rd]
#define R1		r[insn->r1]
#define R2		r[insn->r2]
#define IMM		(insn->imm)
#define GLOBAL		DTRACE_DIF_SCOPE_GLOBAL
#define THREAD		DTRACE_DIF_SCOPE_THREAD

notrace u64 dt_dif_exec(const struct dt_difo *difo, struct dt_mstate *m)
{
	const struct dtrace_dif_insn *const text = difo->text, *insn = text;
	u64 r[DTRACE_DIF_NREGS] = { };
	u32 cc = 0;

	m->difo = difo;
	m->ntuple = 0;
	for (;; insn++) {
		switch (insn->op) {
		case OP(OR):
			RD = R1 | R2;
			continue;
		case OP(XOR):
			RD = R1 ^ R2;
			continue;
		case OP(AND):
			RD = R1 & R2;
			continue;
		case OP(SLL):
			RD = dt_sll(R1, R2);
			continue;
		case OP(SRL):
			RD = dt_srl(R1, R2);
			continue;
		case OP(SRA):
			RD = dt_sra(R1, R2);
			continue;
		case OP(SUB):
			RD = R1 - R2;
			continue;
		case OP(ADD):
			RD = dt_add(R1, R2);
			continue;
		case OP(MUL):
			RD = R1 * R2;
			continue;
		case OP(SDIV):
			RD = dt_sdiv(m, R1, R2);
			break;
		case OP(UDIV):
			RD = dt_udiv(m, R1, R2);
			break;
		case OP(SREM):
			RD = dt_srem(m, R1, R2);
			break;
		case OP(UREM):
			RD = dt_urem(m, R1, R2);
			break;
		case OP(NOT):
			RD = ~R1;
			continue;
		case OP(MOV):
			RD = R1;
			continue;

		case OP(CMP):
			cc = dt_cc_cmp(R1, R2);
			continue;
		case OP(TST):
			cc = dt_cc_tst(R1);
			continue;
		case OP(SCMP):
			cc = dt_cc_scmp(dt_str_compare(m, R1, R2, m->strsize));
			break;
		case OP(BA):
			insn = text + IMM - 1;
			continue;
		case OP(BE):
			if (cc & DT_CC_EQ)
				insn = text + IMM - 1;
			continue;
		case OP(BNE):
			if (!(cc & DT_CC_EQ))
				insn = text + IMM - 1;
			continue;
		case OP(BG):
			if (!(cc & (DT_CC_EQ | DT_CC_LT)))
				insn = text + IMM - 1;
			continue;
		case OP(BGU):
			if (!(cc & (DT_CC_EQ | DT_CC_LTU)))
				insn = text + IMM - 1;
			continue;
		case OP(BGE):
			if (!(cc & DT_CC_LT))
				insn = text + IMM - 1;
			continue;
		case OP(BGEU):
			if (!(cc & DT_CC_LTU))
				insn = text + IMM - 1;
			continue;
		case OP(BL):
			if (cc & DT_CC_LT)
				insn = text + IMM - 1;
			continue;
		case OP(BLU):
			if (cc & DT_CC_LTU)
				insn = text + IMM - 1;
			continue;
		case OP(BLE):
			if (cc & (DT_CC_EQ | DT_CC_LT))
				insn = text + IMM - 1;
			continue;
		case OP(BLEU):
			if (cc & (DT_CC_EQ | DT_CC_LTU))
				insn = text + IMM - 1;
			continue;

		case OP(LDSB):
			RD = (s8)dt_load(m, R1, 1);
			break;
		case OP(LDSH):
			RD = (s16)dt_load(m, R1, 2);
			break;
		case OP(LDSW):
			RD = (s32)dt_load(m, R1, 4);
			break;
		case OP(LDUB):
			RD = dt_load(m, R1, 1);
			break;
		case OP(LDUH):
			RD = dt_load(m, R1, 2);
			break;
		case OP(LDUW):
			RD = dt_load(m, R1, 4);
			break;
		case OP(LDX):
			RD = dt_load(m, R1, 8);
			break;
		case OP(RLDSB):
			RD = (s8)dt_load_checked(m, R1, 1);
			break;
		case OP(RLDSH):
			RD = (s16)dt_load_checked(m, R1, 2);
			break;
		case OP(RLDSW):
			RD = (s32)dt_load_checked(m, R1, 4);
			break;
		case OP(RLDUB):
			RD = dt_load_checked(m, R1, 1);
			break;
		case OP(RLDUH):
			RD = dt_load_checked(m, R1, 2);
			break;
		case OP(RLDUW):
			RD = dt_load_checked(m, R1, 4);
			break;
		case OP(RLDX):
			RD = dt_load_checked(m, R1, 8);
			break;
		case OP(ULDSB):
			RD = (s8)dt_load_user(m, R1, 1);
			break;
		case OP(ULDSH):
			RD = (s16)dt_load_user(m, R1, 2);
			break;
		case OP(ULDSW):
			RD = (s32)dt_load_user(m, R1, 4);
			break;
		case OP(ULDUB):
			RD = dt_load_user(m, R1, 1);
			break;
		case OP(ULDUH):
			RD = dt_load_user(m, R1, 2);
			break;
		case OP(ULDUW):
			RD = dt_load_user(m, R1, 4);
			break;
		case OP(ULDX):
			RD = dt_load_user(m, R1, 8);
			break;
		case OP(STB):
			dt_store(m, RD, R1, 1);
			break;
		case OP(STH):
			dt_store(m, RD, R1, 2);
			break;
		case OP(STW):
			dt_store(m, RD, R1, 4);
			break;
		case OP(STX):
			dt_store(m, RD, R1, 8);
			break;

		case OP(RET):
			return R1;
		case OP(NOP):
			continue;
		case OP(SETX):
			RD = difo->ints[IMM];
			continue;
		case OP(SETS):
			RD = dt_addr(difo->strs + IMM);
			continue;

		case OP(LDGA):
			RD = dt_builtin_array_load(m, IMM, R1);
			break;
		case OP(LDGS):
			RD = load_global(m, IMM);
			break;
		case OP(STGS):
			dt_var_store_global(m, IMM, R1);
			break;
		case OP(LDTS):
			RD = dt_dynvar_load(m, THREAD, IMM, 0);
			break;
		case OP(STTS):
			dt_dynvar_store(m, THREAD, IMM, 0, R1);
			break;
		case OP(LDLS):
			RD = dt_var_load_local(m, IMM);
			break;
		case OP(STLS):
			dt_var_store_local(m, IMM, R1);
			break;
		case OP(LDGAA):
			RD = dt_dynvar_load(m, GLOBAL, IMM, m->ntuple);
			break;
		case OP(STGAA):
			dt_dynvar_store(m, GLOBAL, IMM, m->ntuple, R1);
			break;
		case OP(LDTAA):
			RD = dt_dynvar_load(m, THREAD, IMM, m->ntuple);
			break;
		case OP(STTAA):
			dt_dynvar_store(m, THREAD, IMM, m->ntuple, R1);
			break;

		case OP(CALL):
			RD = dt_subr_call(m, IMM);
			break;
		case OP(PUSHTR):
			push_ref(m, IMM, R1, R2);
			break;
		case OP(PUSHTV):
			push(m, R1, 0);
			break;
		case OP(POPTS):
			m->ntuple -= m->ntuple ? 1 : 0;
			continue;
		case OP(FLUSHTS):
			m->ntuple = 0;
			continue;
		case OP(ALLOCS):
			RD = dt_addr(dt_scratch_zalloc(m, R1));
			break;
		case OP(COPYS):
			move(m, RD, R1, R2);
			break;
		default:
			dt_fault(m, DTRACE_FAULT_ILLOP, 0);
			break;
		}
		if (unlikely(m->fault)) {
			m->fault_pc = insn - text;
			return 0;
		}
	}
}
