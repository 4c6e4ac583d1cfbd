// SPDX-License-Identifier: GPL-2.0
/*
 * The verifier: decides whether a program may run, and what it needs.
 *
 * Order of the checks: sizes, string table, types and variable table; then each instruction by
 * itself (dif_legal.c); then the flow, one pass in text order over abstract values
 * (dif_absval.h). Time and memory grow linearly with the program; nothing recurses. States before
 * an instruction are kept only where a branch ends.
 */
#include "dif_absval.h"
#include "dif_insn.h"
#include "dif_verify.h"
#include "dynvar.h"

struct flow {
	const struct dt_difo_raw *raw;
	const struct dt_varmap *vars;
	struct dt_absstate now;		/* before the current instruction */
	/* per instruction: index + 1 in states when a branch ends there */
	u32 *label;
	struct dt_absstate *states;
	struct dt_dynvar_need need;	/* of the largest dynamic variable stored */
	bool destructive;
};

/* ---- tables and types ---- */

static bool sizes_ok(const struct dt_difo_raw *raw, struct dt_refusal *r)
{
	u64 tables =
		(u64)raw->nints * sizeof(u64) + raw->nstrs + (u64)raw->nvars * sizeof(*raw->vars);

	if (!raw->ntext || raw->ntext > DTRACE_DIF_TEXT_MAX)
		return dt_refuse(r, DT_REASON_TEXT_LENGTH, raw->ntext, 0);
	if (tables > DT_DIFO_TABLES_MAX)
		return dt_refuse(r, DT_REASON_TABLES, min_t(u64, tables, U32_MAX), 0);
	if (raw->nstrs && raw->strs[raw->nstrs - 1])
		return dt_refuse(r, DT_REASON_STRTAB_END, 0, 0);
	return true;
}

static bool var_ok(const struct dtrace_dif_var *var, struct dt_refusal *r)
{
	bool is_static = var->kind == DTRACE_DIF_VAR_SCALAR &&
			 var->scope != DTRACE_DIF_SCOPE_THREAD;
	u32 limit = is_static ? DT_STATIC_SIZE_MAX : DT_DYNVAR_SIZE_MAX;

	if (var->scope > DTRACE_DIF_SCOPE_LOCAL)
		return dt_refuse(r, DT_REASON_SCOPE, var->scope, 0);
	if (var->kind > DTRACE_DIF_VAR_ARRAY)
		return dt_refuse(r, DT_REASON_VAR_KIND, var->kind, 0);
	if (var->scope == DTRACE_DIF_SCOPE_LOCAL && var->kind == DTRACE_DIF_VAR_ARRAY)
		return dt_refuse(r, DT_REASON_LOCAL_ARRAY, 0, 0);
	if (var->id < DTRACE_DIF_VAR_USER || var->id > DTRACE_DIF_VAR_MAX)
		return dt_refuse(r, DT_REASON_VAR_ID, var->id, 0);
	if (var->reserved || var->flags & ~(DTRACE_DIF_VF_REF | DTRACE_DIF_VF_MOD))
		return dt_refuse(r, DT_REASON_RESERVED, 0, 0);
	if (!dt_type_legal(&var->type, r))
		return false;
	return var->type.size <= limit ||
	       dt_refuse(r, DT_REASON_TYPE_TOO_BIG, var->type.size, limit);
}

static bool vars_ok(const struct dt_difo_raw *raw, struct dt_refusal *r)
{
	r->what = DT_REFUSED_VAR;
	for (r->at = 0; r->at < raw->nvars; r->at++)
		if (!var_ok(&raw->vars[r->at], r))
			return false;
	return true;
}

/* ---- which variables are declared ---- */

static void varmap_free(struct dt_varmap *map)
{
	u32 scope;

	for (scope = 0; scope < ARRAY_SIZE(map->row); scope++)
		dt_host_free(map->row[scope]);
}

static int varmap_room(const struct dt_difo_raw *raw, struct dt_varmap *map)
{
	u32 i, scope;

	for (i = 0; i < raw->nvars; i++) {
		scope = raw->vars[i].scope;
		map->n[scope] = max(map->n[scope], raw->vars[i].id - DTRACE_DIF_VAR_USER + 1);
	}
	for (scope = 0; scope < ARRAY_SIZE(map->row); scope++) {
		if (!map->n[scope])
			continue;
		map->row[scope] = dt_host_zalloc(map->n[scope] * sizeof(u16));
		if (!map->row[scope])
			return -ENOMEM;
	}
	return 0;
}

/* Rows are at most 13107: the limit on tables sees to it that row + 1 fits */
static_assert(DT_DIFO_TABLES_MAX / sizeof(struct dtrace_dif_var) < U16_MAX,
	      "a row number fits the map");

static bool varmap_fill(const struct dt_difo_raw *raw, struct dt_varmap *map, struct dt_refusal *r)
{
	r->what = DT_REFUSED_VAR;
	for (r->at = 0; r->at < raw->nvars; r->at++) {
		const struct dtrace_dif_var *var = &raw->vars[r->at];
		u16 *row = &map->row[var->scope][var->id - DTRACE_DIF_VAR_USER];

		if (*row)
			return dt_refuse(r, DT_REASON_VAR_TWICE, var->scope, var->id);
		*row = r->at + 1;
	}
	return true;
}

/* ---- flow ---- */

/* Keys and value of the dynamic variable that the instruction stores */
static struct dt_dynvar_need store_need(const struct flow *f, u32 scope, u32 id, u32 nkeys)
{
	u32 row = f->vars->row[scope][id - DTRACE_DIF_VAR_USER];
	struct dt_dynvar_need need = dt_dynvar_need_value(&f->raw->vars[row - 1].type);
	u32 i;

	for (i = 0; i < nkeys; i++)
		dt_dynvar_need_key(&need, f->now.key[i].bytes, f->now.key[i].strings);
	return need;
}

static bool note_need(struct flow *f, struct dt_dynvar_need need, struct dt_refusal *r)
{
	if (need.bytes > DT_DYNVAR_SIZE_MAX)
		return dt_refuse(r, DT_REASON_CHUNK, need.bytes, 0);
	f->need.bytes = max(f->need.bytes, need.bytes);
	f->need.strings = max(f->need.strings, need.strings);
	return true;
}

static bool flow_array(struct flow *f, const struct dtrace_dif_insn *insn, u32 scope,
		       struct dt_refusal *r)
{
	if (f->now.depth_min != f->now.depth_max)
		return dt_refuse(r, DT_REASON_DEPTH, f->now.depth_min, f->now.depth_max);
	if (!f->now.depth_min)
		return dt_refuse(r, DT_REASON_NO_KEY, 0, 0);
	if (!(dt_ops[insn->op].flags & DT_OP_DYNVAR))
		return true;
	return note_need(f, store_need(f, scope, insn->imm, f->now.depth_min), r);
}

static bool flow_call(struct flow *f, const struct dtrace_dif_insn *insn, struct dt_refusal *r)
{
	const struct dt_subr_info *subr = &dt_subrs[insn->imm];

	if (f->now.depth_min != f->now.depth_max)
		return dt_refuse(r, DT_REASON_DEPTH, f->now.depth_min, f->now.depth_max);
	if (f->now.depth_min < subr->min || f->now.depth_min > subr->max)
		return dt_refuse(r, DT_REASON_ARGUMENTS, insn->imm, f->now.depth_min);
	if (subr->flags & DT_SUBR_DESTRUCTIVE)
		f->destructive = true;
	return true;
}

/* A string pushed with size 0 is at most a D string; with size n at most n bytes and its NUL */
static bool flow_push_ref(struct flow *f, const struct dtrace_dif_insn *insn, struct dt_refusal *r)
{
	struct dt_absval size = f->now.reg[insn->r2];
	struct dt_abskey key = { 0, 0 };

	if (size.hi == DT_ABS_ANY)
		return dt_refuse(r, DT_REASON_SIZE_UNKNOWN, 0, 0);
	if (insn->imm == DTRACE_DIF_KIND_STRING) {
		key.strings = size.lo == 0;
		key.bytes = size.hi ? min(size.hi, DT_DYNVAR_SIZE_MAX) + 1 : 0;
	} else {
		key.bytes = size.hi;
	}
	return dt_abs_push(&f->now, key) || dt_refuse(r, DT_REASON_OVERFLOW, 0, 0);
}

static bool flow_push_value(struct flow *f, struct dt_refusal *r)
{
	struct dt_abskey key = { 0, 0 };

	return dt_abs_push(&f->now, key) || dt_refuse(r, DT_REASON_OVERFLOW, 0, 0);
}

/* What the instruction asks of the tuple stack and does to it */
static bool flow_tuple(struct flow *f, const struct dtrace_dif_insn *insn, struct dt_refusal *r)
{
	switch (insn->op) {
	case DTRACE_DIF_OP_PUSHTR:
		return flow_push_ref(f, insn, r);
	case DTRACE_DIF_OP_PUSHTV:
		return flow_push_value(f, r);
	case DTRACE_DIF_OP_POPTS:
		dt_abs_pop(&f->now);
		return true;
	case DTRACE_DIF_OP_FLUSHTS:
		dt_abs_flush(&f->now);
		return true;
	case DTRACE_DIF_OP_CALL:
		return flow_call(f, insn, r);
	case DTRACE_DIF_OP_LDGAA:
	case DTRACE_DIF_OP_STGAA:
		return flow_array(f, insn, DTRACE_DIF_SCOPE_GLOBAL, r);
	case DTRACE_DIF_OP_LDTAA:
	case DTRACE_DIF_OP_STTAA:
		return flow_array(f, insn, DTRACE_DIF_SCOPE_THREAD, r);
	case DTRACE_DIF_OP_STTS:
		return note_need(f, store_need(f, DTRACE_DIF_SCOPE_THREAD, insn->imm, 0), r);
	default:
		return true;
	}
}

static bool flow_step(struct flow *f, u32 pc, struct dt_refusal *r)
{
	const struct dtrace_dif_insn *insn = &f->raw->text[pc];
	const struct dt_op_info *op = &dt_ops[insn->op];
	u64 constant = op->imm == DT_OPERAND_INT ? f->raw->ints[insn->imm] : 0;

	if (!flow_tuple(f, insn, r))
		return false;
	if (op->rd == DT_OPERAND_DST)
		f->now.reg[insn->rd] = dt_abs_result(&f->now, insn, constant);
	if (op->flags & DT_OP_BRANCH)
		dt_abs_merge(&f->states[f->label[insn->imm] - 1], &f->now);
	if (op->flags & DT_OP_ENDS)
		f->now.reached = false;
	return true;
}

static bool flow_ok(struct flow *f, struct dt_refusal *r)
{
	dt_abs_start(&f->now);
	r->what = DT_REFUSED_INSN;
	for (r->at = 0; r->at < f->raw->ntext; r->at++) {
		if (f->label[r->at])
			dt_abs_merge(&f->now, &f->states[f->label[r->at] - 1]);
		if (f->now.reached && !flow_step(f, r->at, r))
			return false;
	}
	return true;
}

/* Number the instructions at which branches end. Return: how many there are. */
static u32 flow_labels(struct flow *f)
{
	u32 pc, n = 0;

	for (pc = 0; pc < f->raw->ntext; pc++) {
		const struct dtrace_dif_insn *insn = &f->raw->text[pc];

		if (dt_ops[insn->op].flags & DT_OP_BRANCH && !f->label[insn->imm])
			f->label[insn->imm] = ++n;
	}
	return n;
}

static int flow_check(struct flow *f, struct dt_refusal *r)
{
	int ret = -ENOMEM;
	u32 n;

	f->label = dt_host_zalloc(f->raw->ntext * sizeof(*f->label));
	if (!f->label)
		return -ENOMEM;
	n = flow_labels(f);
	f->states = n ? dt_host_zalloc(n * sizeof(*f->states)) : NULL;
	if (!n || f->states)
		ret = flow_ok(f, r) ? 0 : -EINVAL;
	dt_host_free(f->states);
	dt_host_free(f->label);
	return ret;
}

/* ---- all of it ---- */

static bool insns_ok(const struct dt_difo_raw *raw, const struct dt_varmap *vars,
		     struct dt_refusal *r)
{
	r->what = DT_REFUSED_INSN;
	for (r->at = 0; r->at < raw->ntext; r->at++)
		if (!dt_dif_legal(raw, vars, r->at, r))
			return false;
	r->at = raw->ntext - 1;
	return raw->text[r->at].op == DTRACE_DIF_OP_RET || dt_refuse(r, DT_REASON_NO_RET, 0, 0);
}

static bool rtype_ok(const struct dt_difo_raw *raw, struct dt_refusal *r)
{
	r->what = DT_REFUSED_RTYPE;
	return dt_type_legal(&raw->rtype, r);
}

static int check(struct flow *f, struct dt_varmap *map, struct dt_refusal *r)
{
	const struct dt_difo_raw *raw = f->raw;

	if (!sizes_ok(raw, r) || !rtype_ok(raw, r) || !vars_ok(raw, r))
		return -EINVAL;
	if (varmap_room(raw, map))
		return -ENOMEM;
	if (!varmap_fill(raw, map, r) || !insns_ok(raw, map, r))
		return -EINVAL;
	return flow_check(f, r);
}

int dt_difo_verify(const struct dt_difo_raw *raw, u32 rights, struct dt_difo **out,
		   struct dt_msg *msg)
{
	struct dt_refusal r = { .what = DT_REFUSED_PROGRAM };
	struct dt_varmap map = { };
	struct flow f = { .raw = raw, .vars = &map };
	int ret;

	msg->text[0] = '\0';
	ret = check(&f, &map, &r);
	varmap_free(&map);
	if (ret == -EINVAL)
		dt_refusal_text(&r, raw, msg);
	if (ret)
		return ret;
	*out = dt_difo_make(raw, !(rights & DT_RIGHT_KERNEL));
	if (!*out)
		return -ENOMEM;
	(*out)->dynvar_chunk = f.need.bytes;
	(*out)->dynvar_strings = f.need.strings;
	(*out)->flags = f.destructive ? DT_DIFO_DESTRUCTIVE : 0;
	return 0;
}
