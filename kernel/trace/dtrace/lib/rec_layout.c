// SPDX-License-Identifier: GPL-2.0
/*
 * Where the data of a clause stand in its records and in the entries of its aggregations.
 *
 * Sizes depend on options (strsize, stackframes), so layouts are made at GO, when options are
 * final. A datum is aligned to the largest power of two up to 8 that divides its size; keys are
 * aligned to 8.
 */
#include "agg.h"

#define RECORD_MAX	16777216u	/* bytes; a larger record is refused */

u32 dt_datum_align(u32 size)
{
	if (!size)
		return 1;
	return min(size & -size, 8u);
}

static u32 type_size(const struct dt_consumer *c, const struct dt_act *act)
{
	if (!act->difo)
		return 0;
	if (act->type.kind == DTRACE_DIF_KIND_STRING && !act->type.size)
		return dt_consumer_opt(c, DTRACE_OPT_STRSIZE);
	return act->type.size;
}

/* Frames of a stack action: what it says, else the option */
static u32 frames(const struct dt_consumer *c, const struct dt_act *act, enum dtrace_option option)
{
	u32 n = (u32)act->arg;

	return min(n ? n : (u32)dt_consumer_opt(c, option), 1024u);
}

/* User stacks: pid, frames, bytes of strings */
static u32 ustack_size(const struct dt_consumer *c, struct dt_act *act, bool helpers)
{
	u64 strings = act->arg >> 32;

	if (helpers && !strings)
		strings = dt_consumer_opt(c, DTRACE_OPT_JSTACKSTRSIZE);
	act->count = frames(c, act, helpers ? DTRACE_OPT_JSTACKFRAMES : DTRACE_OPT_USTACKFRAMES);
	return 8 + 8 * act->count + ALIGN(min_t(u64, strings, 65536), 8ULL);
}

static u32 stack_size(const struct dt_consumer *c, struct dt_act *act)
{
	act->count = frames(c, act, DTRACE_OPT_STACKFRAMES);
	return 8 * act->count;
}

static u32 datum_size(const struct dt_consumer *c, struct dt_act *act)
{
	switch (dt_action_row(act->kind)->datum) {
	case DT_DATUM_4:	return 4;
	case DT_DATUM_8:	return 8;
	case DT_DATUM_16:	return 16;
	case DT_DATUM_ARG:	return act->arg;
	case DT_DATUM_FRAMES:	return stack_size(c, act);
	case DT_DATUM_UFRAMES:	return ustack_size(c, act, false);
	case DT_DATUM_JFRAMES:	return ustack_size(c, act, true);
	case DT_DATUM_TYPE:
	case DT_DATUM_OPTIONAL:	return type_size(c, act);
	}
	return 0;
}

/*
 * The words of the record that are not wholly covered by one datum are cleared before it is
 * written.
 */
static void note_pad(struct dt_plan *plan, u64 from, u64 to)
{
	u32 word = from & ~7ULL;

	if (from == to)
		return;
	if (!plan->npads || plan->pads[plan->npads - 1] != word)
		plan->pads[plan->npads++] = word;
}

static int layout_record(struct dt_consumer *c, struct dt_plan *plan)
{
	u64 at = sizeof(struct dtrace_rec_hdr);
	bool records = !plan->nacts || plan->speculate;
	u32 i;

	plan->npads = 0;
	for (i = 0; i < plan->nacts; i++) {
		struct dt_act *act = &plan->acts[i];
		u64 offset;

		if (!act->records)
			continue;
		records = true;
		act->size = datum_size(c, act);
		offset = ALIGN(at, (u64)dt_datum_align(act->size));
		note_pad(plan, at, offset);
		act->offset = offset;
		dt_action_laid_out(act);
		at = offset + act->size;
		if (at > RECORD_MAX)
			return -E2BIG;
	}
	note_pad(plan, at, ALIGN(at, 8ULL));
	plan->size = records ? ALIGN(at, 8ULL) : 0;
	return 0;
}

static int layout_entry(struct dt_consumer *c, struct dt_agg *agg)
{
	u64 at = sizeof(struct dtrace_agg_hdr);
	u32 i;

	for (i = 0; i < agg->nkeys; i++) {
		struct dt_act *key = (struct dt_act *)&agg->keys[i];

		key->size = datum_size(c, key);
		key->offset = at;
		key->text = key->difo && key->type.kind == DTRACE_DIF_KIND_STRING;
		agg->text = agg->text || key->text;
		dt_action_laid_out(key);
		at += ALIGN((u64)key->size, 8ULL);
		if (at > RECORD_MAX)
			return -E2BIG;
	}
	agg->state_offset = at;
	agg->key_words = (at - sizeof(struct dtrace_agg_hdr)) / sizeof(u64);
	agg->entry_size = at + agg->state_size;
	return 0;
}

/**
 * dt_plan_layout() - give every datum of a plan its size and offset
 * @c: consumer
 * @plan: clause
 *
 * Return: 0, -E2BIG. Context: process, consumer lock, before GO publishes the plan to firings.
 */
int dt_plan_layout(struct dt_consumer *c, struct dt_plan *plan)
{
	int err = layout_record(c, plan);
	u32 i;

	for (i = 0; i < plan->nacts && !err; i++) {
		if (plan->acts[i].agg)
			err = layout_entry(c, plan->acts[i].agg);
	}
	return err;
}
