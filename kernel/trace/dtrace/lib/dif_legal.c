// SPDX-License-Identifier: GPL-2.0
/*
 * Is one instruction well formed? Checked field by field as the columns of dif_ops.def say; no
 * control flow here.
 */
#include "dif_insn.h"
#include "dif_verify.h"

static bool reg_ok(u8 kind, u8 reg, struct dt_refusal *r)
{
	if (kind == DT_OPERAND_NONE)
		return !reg || dt_refuse(r, DT_REASON_RESERVED, 0, 0);
	if (reg >= DTRACE_DIF_NREGS)
		return dt_refuse(r, DT_REASON_REGISTER, reg, 0);
	if (!reg && kind != DT_OPERAND_SRC)
		return dt_refuse(r, DT_REASON_R0, 0, 0);
	return true;
}

static bool label_ok(const struct dt_difo_raw *raw, u32 pc, u32 label, struct dt_refusal *r)
{
	if (label <= pc)
		return dt_refuse(r, DT_REASON_BRANCH_BACK, label, 0);
	if (label >= raw->ntext)
		return dt_refuse(r, DT_REASON_BRANCH_PAST, label, raw->ntext);
	return true;
}

static bool builtin_ok(u32 id, bool array, struct dt_refusal *r)
{
	const struct dt_builtin_info *info = dt_builtin_info(id);

	if (!info || info->array != array)
		return dt_refuse(r, DT_REASON_NO_BUILTIN, id, 0);
	return info->supported || dt_refuse(r, DT_REASON_BUILTIN_TODO, id, 0);
}

/* The row of the variable table that declares id in scope, or NULL with a refusal */
static const struct dtrace_dif_var *declared(const struct dt_difo_raw *raw,
					     const struct dt_varmap *vars, u32 scope, u32 id,
					     struct dt_refusal *r)
{
	u32 i = id - DTRACE_DIF_VAR_USER;

	if (id < DTRACE_DIF_VAR_USER || i >= vars->n[scope] || !vars->row[scope][i]) {
		dt_refuse(r, DT_REASON_VAR_MISSING, scope, id);
		return NULL;
	}
	return &raw->vars[vars->row[scope][i] - 1];
}

static bool scalar_ok(const struct dt_difo_raw *raw, const struct dt_varmap *vars, u32 scope,
		      u32 id, struct dt_refusal *r)
{
	const struct dtrace_dif_var *var = declared(raw, vars, scope, id, r);

	if (!var)
		return false;
	return var->kind == DTRACE_DIF_VAR_SCALAR ||
	       dt_refuse(r, DT_REASON_VAR_NOT_SCALAR, scope, id);
}

static bool array_ok(const struct dt_difo_raw *raw, const struct dt_varmap *vars, u32 scope, u32 id,
		     struct dt_refusal *r)
{
	const struct dtrace_dif_var *var = declared(raw, vars, scope, id, r);

	if (!var)
		return false;
	return var->kind == DTRACE_DIF_VAR_ARRAY ||
	       dt_refuse(r, DT_REASON_VAR_NOT_ARRAY, scope, id);
}

static bool subr_ok(u32 id, struct dt_refusal *r)
{
	if (id >= DTRACE_DIF_SUBR_MAX)
		return dt_refuse(r, DT_REASON_SUBR, id, 0);
	return dt_subrs[id].supported || dt_refuse(r, DT_REASON_SUBR_TODO, id, 0);
}

static bool global_ok(const struct dt_difo_raw *raw, const struct dt_varmap *vars, u32 id,
		      bool store, struct dt_refusal *r)
{
	if (id >= DTRACE_DIF_VAR_USER)
		return scalar_ok(raw, vars, DTRACE_DIF_SCOPE_GLOBAL, id, r);
	if (store)
		return dt_refuse(r, DT_REASON_NOT_WRITABLE, id, 0);
	return builtin_ok(id, false, r);
}

static bool imm_ok(const struct dt_difo_raw *raw, const struct dt_varmap *vars, u32 pc,
		   struct dt_refusal *r)
{
	const u32 imm = raw->text[pc].imm;

	switch (dt_ops[raw->text[pc].op].imm) {
	case DT_OPERAND_LABEL:
		return label_ok(raw, pc, imm, r);
	case DT_OPERAND_INT:
		return imm < raw->nints || dt_refuse(r, DT_REASON_INT_INDEX, imm, raw->nints);
	case DT_OPERAND_STR:
		return imm < raw->nstrs || dt_refuse(r, DT_REASON_STR_OFFSET, imm, raw->nstrs);
	case DT_OPERAND_BUILTIN_ARRAY:
		return builtin_ok(imm, true, r);
	case DT_OPERAND_GLOBAL_OR_BUILTIN:
		return global_ok(raw, vars, imm, false, r);
	case DT_OPERAND_GLOBAL:
		return global_ok(raw, vars, imm, true, r);
	case DT_OPERAND_THREAD:
		return scalar_ok(raw, vars, DTRACE_DIF_SCOPE_THREAD, imm, r);
	case DT_OPERAND_LOCAL:
		return scalar_ok(raw, vars, DTRACE_DIF_SCOPE_LOCAL, imm, r);
	case DT_OPERAND_GLOBAL_ARRAY:
		return array_ok(raw, vars, DTRACE_DIF_SCOPE_GLOBAL, imm, r);
	case DT_OPERAND_THREAD_ARRAY:
		return array_ok(raw, vars, DTRACE_DIF_SCOPE_THREAD, imm, r);
	case DT_OPERAND_SUBR:
		return subr_ok(imm, r);
	case DT_OPERAND_KIND:
		return imm <= DTRACE_DIF_KIND_STRING || dt_refuse(r, DT_REASON_KIND, imm, 0);
	default:
		return !imm || dt_refuse(r, DT_REASON_RESERVED, 0, 0);
	}
}

bool dt_dif_legal(const struct dt_difo_raw *raw, const struct dt_varmap *vars, u32 pc,
		  struct dt_refusal *r)
{
	const struct dtrace_dif_insn *insn = &raw->text[pc];
	const struct dt_op_info *op;

	if (insn->op >= DTRACE_DIF_OP_MAX || !dt_ops[insn->op].name)
		return dt_refuse(r, DT_REASON_OPCODE, insn->op, 0);
	op = &dt_ops[insn->op];
	return reg_ok(op->rd, insn->rd, r) && reg_ok(op->r1, insn->r1, r) &&
	       reg_ok(op->r2, insn->r2, r) && imm_ok(raw, vars, pc, r);
}

#define TYPE_FLAGS (DTRACE_DIF_TF_BYREF | DTRACE_DIF_TF_BYUREF | DTRACE_DIF_TF_SIGNED)

static bool value_size(u32 size)
{
	return size <= 8 && !(size & (size - 1));	/* 0, 1, 2, 4, 8 */
}

bool dt_type_legal(const struct dtrace_dif_type *type, struct dt_refusal *r)
{
	bool byref = type->flags & (DTRACE_DIF_TF_BYREF | DTRACE_DIF_TF_BYUREF);

	if (type->kind > DTRACE_DIF_KIND_STRING)
		return dt_refuse(r, DT_REASON_TYPE_KIND, type->kind, 0);
	if (type->flags & ~TYPE_FLAGS || type->reserved)
		return dt_refuse(r, DT_REASON_TYPE_FLAGS, type->flags, 0);
	if (type->kind == DTRACE_DIF_KIND_STRING && !byref)
		return dt_refuse(r, DT_REASON_TYPE_FLAGS, type->flags, 0);
	if (!byref)
		return value_size(type->size) || dt_refuse(r, DT_REASON_TYPE_SIZE, type->size, 0);
	if (!type->size && type->kind != DTRACE_DIF_KIND_STRING)
		return dt_refuse(r, DT_REASON_TYPE_REF_SIZE, 0, 0);
	return true;
}
