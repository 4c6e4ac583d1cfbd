/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Aggregations: functions, descriptions, and the hash in a CPU's aggregation buffer. Theory in
 * agg.c.
 */
#ifndef _DTRACE_LIB_AGG_H
#define _DTRACE_LIB_AGG_H

#include "ecb.h"

struct dt_agg;

/* Take value @v with increment @k into @state. Context: probe context. */
typedef void (*dt_agg_fn)(u64 *state, s64 v, s64 k, u64 param);

/**
 * struct dt_agg - one aggregating action of a plan
 * @update: the function
 * @value: DIFO of the aggregated value, NULL for count()
 * @increment: DIFO of the increment, NULL: 1
 * @keys: keys in order; their offsets are from the start of the entry and multiples of 8
 * @nkeys: how many
 * @key_words: words that they take
 * @text: there are strings among them
 * @id: aggregation id, from 1
 * @index: of the action in the clause
 * @state_offset: from the start of an entry; what is between the header and it are the keys
 * @entry_size: bytes of an entry
 * @first: first word of a new state
 * @param: parameter word
 * @state_size: bytes of the state
 * @kind: DTRACE_ACT_AGG_*
 * @var: aggregation variable
 * @uarg: of the action
 * @plan: of the clause
 */
struct dt_agg {
	dt_agg_fn		update;
	const struct dt_difo	*value;
	const struct dt_difo	*increment;
	const struct dt_act	*keys;
	u32			nkeys;
	u32			key_words;
	bool			text;
	u32			id;
	u32			index;
	u32			state_offset;
	u32			state_size;
	u32			entry_size;
	u32			kind;
	u32			var;
	u64			first;
	u64			param;
	u64			uarg;
	struct dt_plan		*plan;
};

/**
 * dt_agg_create() - the aggregation of one action
 * @c: consumer
 * @action: the checked action
 * @out: the aggregation
 * @msg: why it was refused
 *
 * Return: 0, -EINVAL with a message (bad parameters), -ENOMEM. Context: process, consumer lock.
 */
int dt_agg_create(struct dt_consumer *c, const struct dt_action *action, struct dt_agg **out,
		  struct dt_msg *msg);

/**
 * dt_agg_update() - evaluate keys and value and take the value in
 * @agg: aggregation
 * @cc: the consumer on this CPU
 * @m: state of the firing
 *
 * Context: probe context of the CPU of @cc.
 */
void dt_agg_update(const struct dt_agg *agg, struct dt_ccpu *cc, struct dt_mstate *m);

/**
 * dt_agg_count_again() - count() without keys whose entry is known already
 * @id: aggregation id
 * @cc: the consumer on this CPU
 *
 * Return: false when it has to be looked up by dt_agg_update(). Context: as dt_agg_update().
 */
static inline bool dt_agg_count_again(u32 id, struct dt_ccpu *cc)
{
	const struct dt_buf *buf = READ_ONCE(cc->agg);
	const struct dt_agg_slot *slot;

	if (unlikely(!buf))
		return false;
	slot = &cc->slots[id];
	if (unlikely(slot->epoch != buf->epoch))
		return false;
	*slot->state += 1;
	return true;
}

/**
 * dt_agg_reset() - make a half ready for use: no entries, empty chains
 * @buf: half that becomes empty
 * @epoch: its new number
 *
 * Context: process, not active.
 */
void dt_agg_reset(struct dt_buf *buf, u32 epoch);

/* ---- agg_scalar.c, agg_quant.c ---- */
#define DT_AGG(kind, name, words, first, merge, update) \
	void update(u64 *state, s64 v, s64 k, u64 param);
#include "agg_funcs.def"
#undef DT_AGG

/* Words of state that a parameter word asks for, 0: the parameters are refused */
u32 dt_lquantize_words(u64 param);
u32 dt_llquantize_words(u64 param);

#endif /* _DTRACE_LIB_AGG_H */
