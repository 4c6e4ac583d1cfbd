// SPDX-License-Identifier: GPL-2.0
/*
 * The interpreter of verified DIF programs.
 *
 * The verifier has checked every opcode, register number, index and id, the tuple stack, and that
 * the last instruction is ret and branches go forward: nothing of that is checked again. An
 * instruction that cannot fault goes on at "next", one that can at "check".
 *
 * Dispatch is by a table of labels, one for each row of dif_ops.def: kernels with indirect branch
 * tracking are built without jump tables, and a switch of 75 cases is then a ladder of compares.
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

/* One by one: "rep stos" takes longer to start than this takes. */
static __always_inline void clear(u64 r[DTRACE_DIF_NREGS])
{
	static_assert(DTRACE_DIF_NREGS == 8);
	r[0] = 0;
	r[1] = 0;
	r[2] = 0;
	r[3] = 0;
	r[4] = 0;
	r[5] = 0;
	r[6] = 0;
	r[7] = 0;
}

static __always_inline u64 load_global(struct dt_mstate *m, u32 id)
{
	return id < DTRACE_DIF_VAR_USER ? dt_builtin_load(m, id) : dt_var_load_global(m, id);
}

#define RD		r[insn->rd]
#define R1		r[insn->r1]
#define R2		r[insn->r2]
#define IMM		(insn->imm)
#define GLOBAL		DTRACE_DIF_SCOPE_GLOBAL
#define THREAD		DTRACE_DIF_SCOPE_THREAD

notrace u64 dt_dif_exec(const struct dt_difo *difo, struct dt_mstate *m)
{
	static const void *const labels[DTRACE_DIF_OP_MAX] __annotate_jump_table = {
		[0] = &&op_none,
#define DIF_OP(sym, ...) \
		[DTRACE_DIF_OP_##sym] = &&op_##sym,
#include "dif_ops.def"
#undef DIF_OP
	};
	const struct dtrace_dif_insn *const text = difo->text, *insn = text;
	u64 r[DTRACE_DIF_NREGS];
	u64 a = 1, b = 0;	/* what was compared; at the start all condition codes are 0 */

	clear(r);
	m->difo = difo;
	m->ntuple = 0;
select:
	goto *labels[insn->op];

check:
	if (unlikely(m->fault)) {
		m->fault_pc = insn - text;
		return 0;
	}
next:
	insn++;
	goto select;

branch:
	insn = text + IMM;
	goto select;

op_OR:
	RD = R1 | R2;
	goto next;
op_XOR:
	RD = R1 ^ R2;
	goto next;
op_AND:
	RD = R1 & R2;
	goto next;
op_SLL:
	RD = dt_sll(R1, R2);
	goto next;
op_SRL:
	RD = dt_srl(R1, R2);
	goto next;
op_SRA:
	RD = dt_sra(R1, R2);
	goto next;
op_SUB:
	RD = R1 - R2;
	goto next;
op_ADD:
	RD = dt_add(R1, R2);
	goto next;
op_MUL:
	RD = R1 * R2;
	goto next;
op_SDIV:
	RD = dt_sdiv(m, R1, R2);
	goto check;
op_UDIV:
	RD = dt_udiv(m, R1, R2);
	goto check;
op_SREM:
	RD = dt_srem(m, R1, R2);
	goto check;
op_UREM:
	RD = dt_urem(m, R1, R2);
	goto check;
op_NOT:
	RD = ~R1;
	goto next;
op_MOV:
	RD = R1;
	goto next;

op_CMP:
	a = R1;
	b = R2;
	goto next;
op_TST:
	a = R1 != 0;	/* only z is asked for: nothing is less */
	b = 0;
	goto next;
op_SCMP:
	a = (s64)dt_str_compare(m, R1, R2, m->strsize);
	b = 0;
	goto check;
op_BA:
	goto branch;
op_BE:
	if (a == b)
		goto branch;
	goto next;
op_BNE:
	if (a != b)
		goto branch;
	goto next;
op_BG:
	if ((s64)a > (s64)b)
		goto branch;
	goto next;
op_BGU:
	if (a > b)
		goto branch;
	goto next;
op_BGE:
	if ((s64)a >= (s64)b)
		goto branch;
	goto next;
op_BGEU:
	if (a >= b)
		goto branch;
	goto next;
op_BL:
	if ((s64)a < (s64)b)
		goto branch;
	goto next;
op_BLU:
	if (a < b)
		goto branch;
	goto next;
op_BLE:
	if ((s64)a <= (s64)b)
		goto branch;
	goto next;
op_BLEU:
	if (a <= b)
		goto branch;
	goto next;

op_LDSB:
	RD = (s8)dt_load(m, R1, 1);
	goto check;
op_LDSH:
	RD = (s16)dt_load(m, R1, 2);
	goto check;
op_LDSW:
	RD = (s32)dt_load(m, R1, 4);
	goto check;
op_LDUB:
	RD = dt_load(m, R1, 1);
	goto check;
op_LDUH:
	RD = dt_load(m, R1, 2);
	goto check;
op_LDUW:
	RD = dt_load(m, R1, 4);
	goto check;
op_LDX:
	RD = dt_load(m, R1, 8);
	goto check;
op_RLDSB:
	RD = (s8)dt_load_checked(m, R1, 1);
	goto check;
op_RLDSH:
	RD = (s16)dt_load_checked(m, R1, 2);
	goto check;
op_RLDSW:
	RD = (s32)dt_load_checked(m, R1, 4);
	goto check;
op_RLDUB:
	RD = dt_load_checked(m, R1, 1);
	goto check;
op_RLDUH:
	RD = dt_load_checked(m, R1, 2);
	goto check;
op_RLDUW:
	RD = dt_load_checked(m, R1, 4);
	goto check;
op_RLDX:
	RD = dt_load_checked(m, R1, 8);
	goto check;
op_ULDSB:
	RD = (s8)dt_load_user(m, R1, 1);
	goto check;
op_ULDSH:
	RD = (s16)dt_load_user(m, R1, 2);
	goto check;
op_ULDSW:
	RD = (s32)dt_load_user(m, R1, 4);
	goto check;
op_ULDUB:
	RD = dt_load_user(m, R1, 1);
	goto check;
op_ULDUH:
	RD = dt_load_user(m, R1, 2);
	goto check;
op_ULDUW:
	RD = dt_load_user(m, R1, 4);
	goto check;
op_ULDX:
	RD = dt_load_user(m, R1, 8);
	goto check;
op_STB:
	dt_store(m, RD, R1, 1);
	goto check;
op_STH:
	dt_store(m, RD, R1, 2);
	goto check;
op_STW:
	dt_store(m, RD, R1, 4);
	goto check;
op_STX:
	dt_store(m, RD, R1, 8);
	goto check;

op_RET:
	return R1;
op_NOP:
	goto next;
op_SETX:
	RD = difo->ints[IMM];
	goto next;
op_SETS:
	RD = dt_addr(difo->strs + IMM);
	goto next;

op_LDGA:
	RD = dt_builtin_array_load(m, IMM, R1);
	goto check;
op_LDGS:
	RD = load_global(m, IMM);
	goto check;
op_STGS:
	dt_var_store_global(m, IMM, R1);
	goto check;
op_LDTS:
	RD = dt_dynvar_load(m, THREAD, IMM, 0);
	goto check;
op_STTS:
	dt_dynvar_store(m, THREAD, IMM, 0, R1);
	goto check;
op_LDLS:
	RD = dt_var_load_local(m, IMM);
	goto check;
op_STLS:
	dt_var_store_local(m, IMM, R1);
	goto check;
op_LDGAA:
	RD = dt_dynvar_load(m, GLOBAL, IMM, m->ntuple);
	goto check;
op_STGAA:
	dt_dynvar_store(m, GLOBAL, IMM, m->ntuple, R1);
	goto check;
op_LDTAA:
	RD = dt_dynvar_load(m, THREAD, IMM, m->ntuple);
	goto check;
op_STTAA:
	dt_dynvar_store(m, THREAD, IMM, m->ntuple, R1);
	goto check;

op_CALL:
	RD = dt_subr_call(m, IMM);
	goto check;
op_PUSHTR:
	push_ref(m, IMM, R1, R2);
	goto check;
op_PUSHTV:
	push(m, R1, 0);
	goto check;
op_POPTS:
	m->ntuple -= m->ntuple ? 1 : 0;
	goto next;
op_FLUSHTS:
	m->ntuple = 0;
	goto next;
op_ALLOCS:
	RD = dt_addr(dt_scratch_zalloc(m, R1));
	goto check;
op_COPYS:
	move(m, RD, R1, R2);
	goto check;

op_none:
	dt_fault(m, DTRACE_FAULT_ILLOP, 0);
	goto check;
}
