// SPDX-License-Identifier: GPL-2.0
/*
 * Control calls that describe what is in the buffers: EPID_DESC, AGG_DESC.
 */
#include "ctl.h"

static void describe(const struct dt_act *act, u32 align, struct dtrace_rec_desc *desc)
{
	memset(desc, 0, sizeof(*desc));
	desc->kind = act->kind;
	desc->size = act->size;
	desc->offset = act->offset;
	desc->align = align;
	desc->type_kind = act->type.kind;
	desc->type_flags = act->type.flags;
	desc->arg = act->arg;
	desc->uarg = act->uarg;
}

static int put(u64 recs, u32 n, const struct dtrace_rec_desc *desc)
{
	return dt_host_ctl_copyout(recs + (u64)n * sizeof(*desc), desc, sizeof(*desc));
}

/* As many data as there is room for; *@n becomes how many there are. */
static int put_records(const struct dt_plan *plan, u64 recs, u32 *n)
{
	struct dtrace_rec_desc desc;
	u32 i, room = *n;
	int err = 0;

	*n = 0;
	for (i = 0; i < plan->nacts && !err; i++) {
		const struct dt_act *act = &plan->acts[i];

		if (!act->records)
			continue;
		describe(act, dt_datum_align(act->size), &desc);
		if (*n < room)
			err = put(recs, *n, &desc);
		++*n;
	}
	return err;
}

long dt_ctl_epid_desc(struct dt_consumer *c, void *arg)
{
	struct dtrace_epid_desc *desc = arg;
	const struct dt_ecb *ecb;

	if (!desc->epid || desc->epid > c->necbs)
		return -ENOENT;
	ecb = c->ecbs[desc->epid - 1];
	desc->probe_id = ecb->probe->id;
	desc->size = ecb->plan->size;
	desc->uarg = ecb->plan->clause->uarg;
	return put_records(ecb->plan, desc->recs, &desc->nrecs);
}

/* Any ECB of the clause stands for its aggregations. */
static u32 epid_of(const struct dt_consumer *c, const struct dt_plan *plan)
{
	u32 i;

	for (i = 0; i < c->necbs; i++) {
		if (c->ecbs[i]->plan == plan)
			return c->ecbs[i]->epid;
	}
	return DTRACE_EPID_NONE;
}

static int put_keys(const struct dt_agg *agg, u64 keys, u32 room)
{
	struct dtrace_rec_desc desc;
	u32 i;
	int err = 0;

	for (i = 0; i < min(agg->nkeys, room) && !err; i++) {
		describe(&agg->keys[i], 8, &desc);
		err = put(keys, i, &desc);
	}
	return err;
}

long dt_ctl_agg_desc(struct dt_consumer *c, void *arg)
{
	struct dtrace_agg_desc *desc = arg;
	const struct dt_agg *agg;
	u32 room = desc->nkeys;

	if (desc->reserved)
		return -EINVAL;
	if (!desc->aggid || desc->aggid > c->naggs)
		return -ENOENT;
	agg = c->aggs[desc->aggid - 1];
	desc->aggvar = agg->var;
	desc->kind = agg->kind;
	desc->epid = epid_of(c, agg->plan);
	desc->state_offset = agg->state_offset;
	desc->state_size = agg->state_size;
	desc->nkeys = agg->nkeys;
	desc->arg = agg->param;
	desc->uarg = agg->uarg;
	return put_keys(agg, desc->keys, room);
}
