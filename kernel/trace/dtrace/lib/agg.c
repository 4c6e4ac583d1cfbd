// SPDX-License-Identifier: GPL-2.0
/*
 * Aggregation buffers: entries found by their keys through a hash at the end of the same buffer.
 *
 *	0                   used                        nodes            heads       size
 *	| entry | entry | ... |           free            | ... node 1, 0 | head 0 .. |
 *
 * Entries grow up and are what the consumer reads; nodes grow down and chain entries of equal
 * hash, newest first. A half serves from one snapshot to the next: the control call that hands
 * it to firings empties its chains first (dt_agg_reset()) and gives it a new epoch.
 *
 * All data of an entry are words: keys start at multiples of 8 and what they do not fill is 0,
 * so hashing and comparing go by words. The hash is seeded per consumer: a traced process
 * cannot choose keys that collide. A string ends at the word with its NUL: what was evaluated may
 * hold anything after it, an entry holds zeroes.
 *
 * The aggregation id is part of the identity of an entry. It belongs to the action in the
 * clause, so the ECBs that one clause has on many probes share their entries; the consumer
 * merges the ids of one aggregation variable.
 *
 * An aggregation without keys has one entry. Its place is remembered by CPU and epoch, which
 * makes count() an increment.
 */
#include "agg.h"
#include "dif_short.h"
#include "mem.h"

struct agg_node {
	u32	next;		/* number of the node + 1, 0: last */
	u32	hash;
	u32	entry;		/* offset */
};

struct agg_func {
	const char	*name;
	u32		words;
	u64		first;
	dt_agg_fn	update;
};

static const struct agg_func agg_funcs[] = {
#define DT_AGG(kind, name, words, first, merge, update)	\
	[DTRACE_ACT_AGG_##kind - DTRACE_ACT_AGG_COUNT] = {	\
		name, words, (u64)(first), update },
#include "agg_funcs.def"
#undef DT_AGG
};

static_assert(ARRAY_SIZE(agg_funcs) == DTRACE_ACT_AGG_LLQUANTIZE - DTRACE_ACT_AGG_COUNT + 1);

/* ---- creation ---- */

static u32 state_words(u32 kind, u64 param)
{
	if (kind == DTRACE_ACT_AGG_LQUANTIZE)
		return dt_lquantize_words(param);
	if (kind == DTRACE_ACT_AGG_LLQUANTIZE)
		return dt_llquantize_words(param);
	return agg_funcs[kind - DTRACE_ACT_AGG_COUNT].words;
}

static void agg_fill(struct dt_agg *agg, const struct dt_action *action, u32 words)
{
	const struct agg_func *func = &agg_funcs[action->kind - DTRACE_ACT_AGG_COUNT];

	agg->update = func->update;
	agg->value = action->difo;
	agg->increment = action->difo2;
	agg->nkeys = action->ntuple;
	agg->kind = action->kind;
	agg->var = action->aggvar;
	agg->param = action->arg;
	agg->uarg = action->uarg;
	agg->first = func->words ? func->first : action->arg;
	agg->state_size = words * sizeof(u64);
}

int dt_agg_create(struct dt_consumer *c, const struct dt_action *action, struct dt_agg **out,
		  struct dt_msg *msg)
{
	u32 words = state_words(action->kind, action->arg);
	struct dt_agg *agg;

	if (!words) {
		scnprintf(msg->text, sizeof(msg->text), "invalid parameters of %s(): %llx",
			  agg_funcs[action->kind - DTRACE_ACT_AGG_COUNT].name,
			  (unsigned long long)action->arg);
		return -EINVAL;
	}
	if (dt_grow(&c->aggs, c->naggs, &c->aggs_room))
		return -ENOMEM;
	agg = dt_host_zalloc(sizeof(*agg));
	if (!agg)
		return -ENOMEM;
	agg_fill(agg, action, words);
	c->aggs[c->naggs++] = agg;
	agg->id = c->naggs;
	*out = agg;
	return 0;
}

/* ---- the hash ---- */

static u32 *buf_heads(const struct dt_buf *buf)
{
	return (u32 *)(buf->data + buf->size) - buf->nheads;
}

static struct agg_node *buf_node(const struct dt_buf *buf, u32 number)
{
	return (struct agg_node *)buf_heads(buf) - 1 - number;
}

static u64 *buf_word(const struct dt_buf *buf, u32 offset)
{
	return (u64 *)(buf->data + offset);
}

/* One head for 64 bytes, as a power of two */
static u32 heads_for(u32 size)
{
	u32 n = 1;

	while (n * 2 <= size / 64)
		n *= 2;
	return size >= 64 ? n : 0;
}

void dt_agg_reset(struct dt_buf *buf, u32 epoch)
{
	dt_buf_reset(buf);
	buf->nnodes = 0;
	buf->nheads = heads_for(buf->size);
	memset(buf_heads(buf), 0, buf->nheads * sizeof(u32));
	buf->epoch = epoch;
}

static u64 mix(u64 h, u64 word)
{
	h = (h ^ word) * 0x9e3779b97f4a7c15ULL;
	return h ^ (h >> 29);
}

static u32 words_of(const struct dt_act *key)
{
	return ((u64)key->size + 7) / 8;
}

/* Words of a key that count */
static u32 words_used(const struct dt_act *key, const u64 *words)
{
	u32 i, n = words_of(key);

	for (i = 0; key->text && i < n; i++) {
		if (dt_first_nul(words[i]))
			return i + 1;
	}
	return n;
}

static u64 hash_words(u64 h, const u64 *words, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		h = mix(h, words[i]);
	return h;
}

static bool same_words(const u64 *a, const u64 *b, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (a[i] != b[i])
			return false;
	}
	return true;
}

/*
 * Each key has whole words, so the next one starts behind them. These two are not inlined: keys
 * that are numbers do not pay for the registers they take.
 */
static noinline u64 hash_with_text(const struct dt_agg *agg, u64 h, const u64 *words)
{
	const struct dt_act *key = agg->keys, *end = key + agg->nkeys;

	for (; key < end; words += words_of(key++))
		h = hash_words(h, words, words_used(key, words));
	return h;
}

static noinline bool same_with_text(const struct dt_agg *agg, const u64 *a, const u64 *b)
{
	const struct dt_act *key = agg->keys, *end = key + agg->nkeys;
	u32 n;

	for (; key < end; key++) {
		if (!same_words(a, b, words_used(key, b)))
			return false;
		n = words_of(key);
		a += n;
		b += n;
	}
	return true;
}

static u32 hash_keys(const struct dt_agg *agg, const u64 *keys, u32 seed)
{
	u64 h = mix(seed, agg->id);

	h = agg->text ? hash_with_text(agg, h, keys) : hash_words(h, keys, agg->key_words);
	return h ^ (h >> 32);
}

static bool same_keys(const struct dt_agg *agg, const u64 *entry_keys, const u64 *keys)
{
	return agg->text ? same_with_text(agg, entry_keys, keys) :
			   same_words(entry_keys, keys, agg->key_words);
}

static u64 *entry_find(const struct dt_agg *agg, const struct dt_buf *buf, const u64 *keys,
		       u32 hash)
{
	u32 at = buf_heads(buf)[hash & (buf->nheads - 1)];

	while (at) {
		const struct agg_node *node = buf_node(buf, at - 1);
		u64 *entry = buf_word(buf, node->entry);

		if (node->hash == hash && ((struct dtrace_agg_hdr *)entry)->aggid == agg->id &&
		    same_keys(agg, entry + 1, keys))
			return entry;
		at = node->next;
	}
	return NULL;
}

static bool entry_fits(const struct dt_agg *agg, const struct dt_buf *buf)
{
	u64 top = (u64)buf->nheads * sizeof(u32) + ((u64)buf->nnodes + 1) * sizeof(struct agg_node);

	return (u64)buf->used + agg->entry_size + top <= buf->size;
}

static void entry_keys(const struct dt_agg *agg, u64 *to, const u64 *from)
{
	const struct dt_act *key = agg->keys, *end = key + agg->nkeys;
	u32 i, n, used;

	for (; key < end; key++) {
		n = words_of(key);
		used = words_used(key, from);
		for (i = 0; i < n; i++)
			to[i] = i < used ? from[i] : 0;
		to += n;
		from += n;
	}
}

static void entry_init(const struct dt_agg *agg, u64 *entry, const u64 *keys)
{
	struct dtrace_agg_hdr *hdr = (struct dtrace_agg_hdr *)entry;
	u64 *state = entry + agg->state_offset / 8;
	u32 i;

	hdr->aggid = agg->id;
	hdr->size = agg->entry_size;
	entry_keys(agg, entry + 1, keys);
	for (i = 1; i < agg->state_size / 8; i++)
		state[i] = 0;
	state[0] = agg->first;
}

/* Return: NULL, counted: there is no room for it. */
static noinline u64 *entry_add(const struct dt_agg *agg, struct dt_ccpu *cc, struct dt_buf *buf,
			       const u64 *keys, u32 hash)
{
	u32 *head = &buf_heads(buf)[hash & (buf->nheads - 1)];
	struct agg_node *node = buf_node(buf, buf->nnodes);
	u64 *entry = buf_word(buf, buf->used);

	if (!entry_fits(agg, buf)) {
		dt_count(&cc->agg_drops);
		return NULL;
	}
	entry_init(agg, entry, keys);
	node->hash = hash;
	node->entry = buf->used;
	node->next = *head;
	*head = ++buf->nnodes;
	buf->used += agg->entry_size;
	return entry;
}

/* State of the entry with these keys; NULL, counted: there is no room for it. */
static u64 *agg_state(const struct dt_agg *agg, struct dt_ccpu *cc, const u64 *keys, u32 seed)
{
	struct dt_buf *buf = READ_ONCE(cc->agg);
	u64 *entry;
	u32 hash;

	if (unlikely(!buf || !buf->nheads)) {
		dt_count(&cc->agg_drops);
		return NULL;
	}
	hash = hash_keys(agg, keys, seed);
	entry = entry_find(agg, buf, keys, hash);
	if (unlikely(!entry))
		entry = entry_add(agg, cc, buf, keys, hash);
	if (unlikely(!entry))
		return NULL;
	if (!agg->nkeys) {
		cc->slots[agg->id].state = entry + agg->state_offset / 8;
		cc->slots[agg->id].epoch = buf->epoch;
	}
	return entry + agg->state_offset / 8;
}

/* ---- one update ---- */

static bool eval_key(const struct dt_act *key, struct dt_mstate *m, u64 *dst)
{
	u32 size = key->size;

	if (key->how == DT_HOW_VALUE) {
		*dst = 0;
		dt_store_number((u8 *)dst, size, dt_dif_eval(key->difo, m));
	} else {
		if (size)
			dst[(size - 1) / 8] = 0;
		key->run(key, m, (u8 *)dst);
	}
	return !m->fault && !(m->flags & DT_MSTATE_DROP);
}

static bool eval_keys(const struct dt_agg *agg, struct dt_ccpu *cc, struct dt_mstate *m)
{
	const struct dt_act *key = agg->keys, *end = key + agg->nkeys;
	u64 *dst = cc->keys;

	for (; key < end; dst += words_of(key++)) {
		cc->fail_action = key->index;
		if (!eval_key(key, m, dst))
			return false;
	}
	return true;
}

void dt_agg_update(const struct dt_agg *agg, struct dt_ccpu *cc, struct dt_mstate *m)
{
	s64 v = 0, k = 1;
	u64 *state;

	if (!eval_keys(agg, cc, m))
		return;
	cc->fail_action = agg->index;
	if (agg->value)
		v = dt_dif_eval(agg->value, m);
	if (agg->increment && !m->fault)
		k = dt_dif_eval(agg->increment, m);
	if (m->fault || (m->flags & DT_MSTATE_DROP))
		return;
	state = agg_state(agg, cc, cc->keys, m->consumer->seed);
	if (state)
		agg->update(state, v, k, agg->param);
}
