// SPDX-License-Identifier: GPL-2.0
/*
 * The control call SNAP, and the mapping of buffers.
 *
 * The consumer maps the region of a pair once and finds the data of each snapshot in one of its
 * halves. A snapshot empties the half that was read last, then makes it the active one by a
 * single pointer store on the CPU that owns it, with interrupts off: a firing of that CPU uses
 * one half from its start to its end. Counters only grow; a snapshot reports how much.
 */
#include "ctl.h"

#define MAP_SHIFT	34	/* log2 of the room of one region in the offsets of the file */

static u64 map_offset(u32 cpu, u32 kind)
{
	return ((u64)cpu * 2 + kind + 1) << MAP_SHIFT;
}

static struct dt_bufpair *pair_of(struct dt_ccpu *cc, u32 kind)
{
	return kind == DTRACE_BUF_AGGREGATION ? &cc->agg_pair : &cc->principal_pair;
}

static struct dt_buf **active_of(struct dt_ccpu *cc, u32 kind)
{
	return kind == DTRACE_BUF_AGGREGATION ? &cc->agg : &cc->principal;
}

struct switch_call {
	struct dt_buf	**active;
	struct dt_buf	*next;
	u64		time;
};

static void switch_here(void *arg)
{
	struct switch_call *call = arg;

	call->time = dt_host_clock();
	WRITE_ONCE(*call->active, call->next);
}

static void prepare(struct dt_bufpair *pair, struct dt_buf *half, u32 kind)
{
	if (kind == DTRACE_BUF_AGGREGATION)
		dt_agg_reset(half, ++pair->epoch);
	else
		dt_buf_reset(half);
}

/* Make the other half the active one. Return: the half to read. */
static struct dt_buf *switch_half(struct dt_ccpu *cc, struct dtrace_snap *snap)
{
	struct dt_bufpair *pair = pair_of(cc, snap->kind);
	struct switch_call call = { .active = active_of(cc, snap->kind) };
	struct dt_buf *old = *call.active;

	call.next = dt_bufpair_other(pair, old);
	prepare(pair, call.next, snap->kind);
	if (dt_host_run_on(snap->cpu, switch_here, &call)) {
		/* Offline: nothing fires there. */
		switch_here(&call);
		dt_host_sync();
	}
	snap->switch_time = call.time;
	snap->data_size = old->used;
	return old;
}

static u64 grown(const u64 *counter, u64 *seen)
{
	u64 now = READ_ONCE(*counter), n = now - *seen;

	*seen = now;
	return n;
}

static void snap_counters(struct dt_ccpu *cc, struct dtrace_snap *snap)
{
	if (snap->kind == DTRACE_BUF_AGGREGATION) {
		snap->drops = grown(&cc->agg_drops, &cc->agg_drops_seen);
		return;
	}
	snap->drops = grown(&cc->drops, &cc->drops_seen);
	snap->errors = grown(&cc->errors, &cc->errors_seen);
}

static bool is_over(const struct dt_consumer *c)
{
	u32 activity = READ_ONCE(c->activity);

	return activity == DTRACE_ACTIVITY_STOPPED || activity == DTRACE_ACTIVITY_KILLED;
}

/* Fill and ring policies: the one half, once, when nothing writes it any more */
static int snap_single(struct dt_consumer *c, struct dt_ccpu *cc, struct dtrace_snap *snap)
{
	struct dt_bufpair *pair = &cc->principal_pair;
	struct dt_buf *buf = &pair->half[0];

	if (!is_over(c))
		return -EBUSY;
	dt_host_sync();
	snap->switch_time = dt_host_clock();
	if (pair->read)
		return 0;
	pair->read = true;
	snap->oldest = buf->wrapped ? buf->oldest : 0;
	snap->data_size = c->policy == DTRACE_BUFPOLICY_RING ? dt_buf_ring_polish(buf) : buf->used;
	return 0;
}

static struct dt_ccpu *snap_cpu(struct dt_consumer *c, u32 cpu, u32 kind)
{
	struct dt_ccpu *cc = cpu < dt_host_ncpus() ? c->cpu[cpu] : NULL;

	/* Pairs with the release in pair_publish(): a CPU may come online meanwhile. */
	return cc && smp_load_acquire(&pair_of(cc, kind)->region) ? cc : NULL;
}

long dt_ctl_snap(struct dt_consumer *c, void *arg)
{
	struct dtrace_snap *snap = arg;
	struct dtrace_snap out = { .cpu = snap->cpu, .kind = snap->kind };
	struct dt_bufpair *pair;
	struct dt_ccpu *cc;
	int err = 0;

	if (snap->kind > DTRACE_BUF_AGGREGATION)
		return -EINVAL;
	cc = snap_cpu(c, snap->cpu, snap->kind);
	if (!cc)
		return -ENOENT;
	pair = pair_of(cc, snap->kind);
	if (snap->kind == DTRACE_BUF_PRINCIPAL && c->policy != DTRACE_BUFPOLICY_SWITCH)
		err = snap_single(c, cc, &out);
	else
		out.data_offset = dt_bufpair_offset(pair, switch_half(cc, &out));
	if (err)
		return err;
	out.map_offset = map_offset(snap->cpu, snap->kind);
	out.map_size = pair->region_size;
	snap_counters(cc, &out);
	*snap = out;
	return 0;
}

/*
 * Takes no lock: the caller holds locks of the address space, which the copies of control calls
 * take inside the consumer's lock. What GO allocated stays until close, and the caller's open
 * file keeps the consumer.
 */
int dt_buffer_find(struct dt_consumer *c, u64 offset, u64 size, void **buf)
{
	u64 number = (offset >> MAP_SHIFT) - 1;
	struct dt_ccpu *cc;
	u32 kind = number & 1;

	if (!offset || (offset & ((1ULL << MAP_SHIFT) - 1)) || number / 2 >= dt_host_ncpus())
		return -EINVAL;
	/* Pairs with the release store in dt_consumer_go(): the buffers are allocated. */
	if (smp_load_acquire(&c->activity) == DTRACE_ACTIVITY_INACTIVE)
		return -EINVAL;
	cc = snap_cpu(c, number / 2, kind);
	if (!cc || size != pair_of(cc, kind)->region_size)
		return -EINVAL;
	*buf = pair_of(cc, kind)->region;
	return 0;
}
