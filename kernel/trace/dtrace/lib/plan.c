// SPDX-License-Identifier: GPL-2.0
/*
 * Plans: the actions of a verified clause checked for composition and bound to the functions
 * that carry them out.
 */
#include "agg.h"

#define refuse(msg, ...) \
	(scnprintf((msg)->text, sizeof((msg)->text), __VA_ARGS__), -EINVAL)

static bool by_ref(const struct dt_difo *difo)
{
	return difo->rtype.kind == DTRACE_DIF_KIND_STRING ||
	       (difo->rtype.flags & (DTRACE_DIF_TF_BYREF | DTRACE_DIF_TF_BYUREF));
}

/* ---- what a clause may hold ---- */

static int check_action(const struct dt_action *a, u32 index, struct dt_msg *msg)
{
	const struct dt_action_row *row = dt_action_row(a->kind);

	if (!row)
		return refuse(msg, "action #%u: kind %u is not supported", index, a->kind);
	if ((row->flags & DT_ACTION_DIFO) && !a->difo)
		return refuse(msg, "action #%u: kind %u needs an argument", index, a->kind);
	if (a->difo2 || a->ntuple)
		return refuse(msg, "action #%u: kind %u has one argument and no keys", index,
			      a->kind);
	if (a->difo && by_ref(a->difo) && !(row->flags & DT_ACTION_STRING))
		return refuse(msg, "action #%u: kind %u needs a number", index, a->kind);
	if (row->datum == DT_DATUM_ARG && (!a->arg || a->arg > (1u << 20)))
		return refuse(msg, "action #%u: invalid size", index);
	return 0;
}

static int check_key(const struct dt_action *a, u32 index, struct dt_msg *msg)
{
	const struct dt_action_row *row = dt_action_row(a->kind);

	if (!row || !(row->flags & DT_ACTION_KEY))
		return refuse(msg, "action #%u: kind %u cannot be a key", index, a->kind);
	if (a->difo && !a->difo->rtype.size && a->difo->rtype.kind != DTRACE_DIF_KIND_STRING)
		return refuse(msg, "action #%u: a key cannot be void", index);
	return check_action(a, index, msg);
}

/* @free_from: index of the first action that is not taken by an aggregation before */
static int check_agg(const struct dt_clause *clause, u32 i, u32 free_from, struct dt_msg *msg)
{
	const struct dt_action *a = &clause->actions[i];
	u32 k;

	if (a->ntuple > i - free_from)
		return refuse(msg, "action #%u: aggregation with %u keys has only %u", i + 1,
			      a->ntuple, i - free_from);
	if (a->kind == DTRACE_ACT_AGG_COUNT ? !!a->difo : !a->difo)
		return refuse(msg, "action #%u: wrong number of arguments", i + 1);
	if (a->difo2 && a->kind < DTRACE_ACT_AGG_QUANTIZE)
		return refuse(msg, "action #%u: this aggregation has no increment", i + 1);
	if ((a->difo && by_ref(a->difo)) || (a->difo2 && by_ref(a->difo2)))
		return refuse(msg, "action #%u: an aggregated value must be a number", i + 1);
	for (k = i - a->ntuple; k < i; k++) {
		if (check_key(&clause->actions[k], k + 1, msg))
			return -EINVAL;
	}
	return 0;
}

static bool is_key(const struct dt_clause *clause, u32 i)
{
	u32 k;

	if (DTRACE_ACT_IS_AGG(clause->actions[i].kind))
		return false;
	for (k = i + 1; k < clause->nactions; k++) {
		if (DTRACE_ACT_IS_AGG(clause->actions[k].kind))
			return k - i <= clause->actions[k].ntuple;
	}
	return false;
}

/* What the actions so far forbid to the next ones */
struct order {
	bool recorded, speculated, committed;
};

static bool may_record(const struct dt_action *a)
{
	const struct dt_action_row *row = dt_action_row(a->kind);

	if (DTRACE_ACT_IS_AGG(a->kind))
		return true;
	if (row->datum == DT_DATUM_TYPE && a->difo->rtype.kind == DTRACE_DIF_KIND_C)
		return a->difo->rtype.size != 0;
	return row->datum != DT_DATUM_NONE;
}

static bool forbidden_in_speculation(const struct dt_action *a)
{
	return DTRACE_ACT_IS_AGG(a->kind) || a->kind == DTRACE_ACT_EXIT ||
	       (dt_action_row(a->kind)->flags & DT_ACTION_DESTRUCTIVE);
}

static int check_order(const struct dt_action *a, struct order *o, struct dt_msg *msg)
{
	bool speculate = a->kind == DTRACE_ACT_SPECULATE, commit = a->kind == DTRACE_ACT_COMMIT;

	if (speculate && (o->speculated || o->committed))
		return refuse(msg, "speculate() may follow neither speculate() nor commit()");
	if ((speculate || commit) && o->recorded)
		return refuse(msg, "%s() may not follow data-recording actions",
			      speculate ? "speculate" : "commit");
	if (o->speculated && (commit || forbidden_in_speculation(a)))
		return refuse(msg, "action of kind %u may not follow speculate()", a->kind);
	if (o->committed && may_record(a))
		return refuse(msg, "data-recording actions may not follow commit()");
	o->recorded |= may_record(a);
	o->speculated |= speculate;
	o->committed |= commit;
	return 0;
}

static int check_clause(const struct dt_clause *clause, struct dt_msg *msg)
{
	struct order order = { 0 };
	u32 i, free_from = 0;
	int err = 0;

	if (clause->predicate && by_ref(clause->predicate))
		return refuse(msg, "a predicate must be a number");
	for (i = 0; i < clause->nactions && !err; i++) {
		if (DTRACE_ACT_IS_AGG(clause->actions[i].kind)) {
			err = check_agg(clause, i, free_from, msg);
			free_from = i + 1;
		}
	}
	for (i = 0; i < clause->nactions && !err; i++) {
		if (!DTRACE_ACT_IS_AGG(clause->actions[i].kind) && !is_key(clause, i))
			err = check_action(&clause->actions[i], i + 1, msg);
	}
	for (i = 0; i < clause->nactions && !err; i++)
		err = check_order(&clause->actions[i], &order, msg);
	return err;
}

/* ---- what the programs of a clause need ---- */

typedef int (*difo_fn)(const struct dt_difo *difo, void *arg, struct dt_msg *msg);

static int each_difo(const struct dt_clause *clause, difo_fn fn, void *arg, struct dt_msg *msg)
{
	int err = clause->predicate ? fn(clause->predicate, arg, msg) : 0;
	u32 i;

	for (i = 0; i < clause->nactions && !err; i++) {
		if (clause->actions[i].difo)
			err = fn(clause->actions[i].difo, arg, msg);
		if (!err && clause->actions[i].difo2)
			err = fn(clause->actions[i].difo2, arg, msg);
	}
	return err;
}

static int declare(const struct dt_difo *difo, void *arg, struct dt_msg *msg)
{
	struct dt_consumer *c = arg;

	if (difo->flags & DT_DIFO_DESTRUCTIVE)
		c->needs |= DT_NEEDS_DESTRUCTIVE;
	return dt_vars_declare(c->vars, difo, msg);
}

/* Is a built-in variable read? */
struct reading {
	u32	var;
	bool	found;
};

static int look_for(const struct dt_difo *difo, void *arg, struct dt_msg *msg)
{
	struct reading *reading = arg;
	u32 i;

	(void)msg;
	for (i = 0; i < difo->ntext; i++)
		reading->found |= difo->text[i].op == DTRACE_DIF_OP_LDGS &&
				  difo->text[i].imm == reading->var;
	return 0;
}

static bool reads(const struct dt_clause *clause, u32 var)
{
	struct reading reading = { var, false };

	each_difo(clause, look_for, &reading, NULL);
	return reading.found;
}

/* ---- building ---- */

static void act_fill(struct dt_act *act, const struct dt_action *a, u32 index, u32 rights)
{
	act->kind = a->kind;
	act->index = index;
	act->difo = a->difo;
	act->arg = a->arg;
	act->uarg = a->uarg;
	if (a->difo)
		act->type = a->difo->rtype;
	dt_action_bind(act, rights);
}

static bool has_datum(const struct dt_act *act)
{
	switch (dt_action_row(act->kind)->datum) {
	case DT_DATUM_NONE:
		return false;
	case DT_DATUM_TYPE:
		return act->type.size || act->type.kind == DTRACE_DIF_KIND_STRING;
	default:
		return true;
	}
}

static int add_agg(struct dt_consumer *c, struct dt_plan *plan, u32 i, struct dt_msg *msg)
{
	const struct dt_action *a = &plan->clause->actions[i];
	struct dt_act *act = &plan->acts[plan->nacts];
	struct dt_agg *agg;
	int err = dt_agg_create(c, a, &agg, msg);

	if (err)
		return err;
	agg->plan = plan;
	agg->index = i + 1;
	agg->keys = plan->keys + plan->nkeys - a->ntuple;
	act->kind = a->kind;
	act->index = i + 1;
	act->how = DT_HOW_AGG;
	act->agg = agg;
	plan->nacts++;
	return 0;
}

static int add_action(struct dt_consumer *c, struct dt_plan *plan, u32 i, struct dt_msg *msg)
{
	const struct dt_action *a = &plan->clause->actions[i];
	struct dt_act *act;

	if (DTRACE_ACT_IS_AGG(a->kind))
		return add_agg(c, plan, i, msg);
	if (is_key(plan->clause, i)) {
		act_fill(&plan->keys[plan->nkeys++], a, i + 1, c->rights);
		return 0;
	}
	act = &plan->acts[plan->nacts];
	act_fill(act, a, i + 1, c->rights);
	act->records = has_datum(act);
	if (a->kind == DTRACE_ACT_SPECULATE) {
		plan->speculate = act;
		c->needs |= DT_NEEDS_SPECULATION;
	}
	act->prev = plan->nacts ? act - 1 : NULL;
	plan->nacts++;
	if (dt_action_row(a->kind)->flags & DT_ACTION_DESTRUCTIVE)
		c->needs |= DT_NEEDS_DESTRUCTIVE;
	return 0;
}

static int plan_fill(struct dt_consumer *c, struct dt_plan *plan, struct dt_msg *msg)
{
	const struct dt_clause *clause = plan->clause;
	u32 i, n = clause->nactions;
	int err;

	plan->acts = dt_host_zalloc((n + 1) * sizeof(*plan->acts));
	plan->keys = dt_host_zalloc((n + 1) * sizeof(*plan->keys));
	plan->pads = dt_host_zalloc((n + 1) * sizeof(*plan->pads));
	if (!plan->acts || !plan->keys || !plan->pads)
		return -ENOMEM;
	err = each_difo(clause, declare, c, msg);
	for (i = 0; i < n && !err; i++)
		err = add_action(c, plan, i, msg);
	if (!err)
		err = dt_plan_layout(c, plan);
	if (err == -E2BIG)
		scnprintf(msg->text, sizeof(msg->text), "the record of a clause is too large");
	return err;
}

static bool has_commit(const struct dt_clause *clause)
{
	u32 i;

	for (i = 0; i < clause->nactions; i++) {
		if (clause->actions[i].kind == DTRACE_ACT_COMMIT)
			return true;
	}
	return false;
}

static void plan_classify(struct dt_consumer *c, struct dt_plan *plan)
{
	const struct dt_agg *agg = plan->nacts == 1 ? plan->acts[0].agg : NULL;

	plan->predicate = plan->clause->predicate;
	plan->timed = plan->size || has_commit(plan->clause) ||
		      reads(plan->clause, DTRACE_DIF_VAR_TIMESTAMP);
	if (agg && agg->kind == DTRACE_ACT_AGG_COUNT && !agg->nkeys && !plan->predicate)
		plan->only_count = plan->acts[0].agg;
	if (plan->size)
		c->needs |= DT_NEEDS_RECORDS;
	if (reads(plan->clause, DTRACE_DIF_VAR_VTIMESTAMP))
		c->needs |= DT_NEEDS_VTIME;
}

/**
 * dt_plan_create() - make a clause ready for a consumer
 * @clause: verified; the plan takes a reference
 * @out: the plan, already linked to the consumer and freed with it
 * @c: consumer
 * @msg: why it was refused
 *
 * Return: 0, -EINVAL with a message, -ENOMEM. Context: process, consumer lock.
 */
int dt_plan_create(struct dt_consumer *c, struct dt_clause *clause, struct dt_plan **out,
		   struct dt_msg *msg)
{
	struct dt_plan *plan;
	int err = check_clause(clause, msg);

	if (err)
		return err;
	plan = dt_host_zalloc(sizeof(*plan));
	if (!plan)
		return -ENOMEM;
	dt_clause_get(clause);
	plan->clause = clause;
	*c->plans_end = plan;
	c->plans_end = &plan->next;
	err = plan_fill(c, plan, msg);
	if (err)
		return err;
	plan_classify(c, plan);
	*out = plan;
	return 0;
}

void dt_plan_free(struct dt_plan *plan)
{
	dt_host_free(plan->acts);
	dt_host_free(plan->keys);
	dt_host_free(plan->pads);
	dt_clause_put(plan->clause);
	dt_host_free(plan);
}
