// SPDX-License-Identifier: GPL-2.0
/*
 * Speculations: a state word for each, one buffer for each and CPU, and a cleaner.
 *
 * A clause with speculate() records into its CPU's buffer of that speculation. commit() copies the
 * buffer of its own CPU to the principal buffer, discard() empties it; buffers of other CPUs are
 * left to the cleaner, which runs on each of them.
 *
 *	INACTIVE -speculation()-> ACTIVE -speculate()-> ONE -speculate() on a second CPU-> MANY
 *	ACTIVE -commit(), discard()-> INACTIVE
 *	ONE -commit(), discard() where its records are-> ENDING -copied or emptied-> INACTIVE
 *	ONE elsewhere, MANY -commit()-> COMMITTING -cleaner was everywhere-> INACTIVE
 *	ONE elsewhere, MANY -discard()-> DISCARDING -cleaner was everywhere-> INACTIVE
 *
 * "Where its records are" is a CPU whose buffer is not empty. speculate() in any other state gives
 * the clause up; commit() and discard() in any other state do nothing.
 *
 * A buffer is touched by firings of its CPU only, and by the cleaner on that CPU with
 * interrupts off and the recursion gate closed. So these two cannot interleave:
 *
 *	CPU 0						CPU 1
 *	speculate(): ONE, writes a record
 *							commit(): ONE -> COMMITTING
 *	... end of the firing
 *	cleaner: copies the record
 *
 * The record is committed whichever of the first two is first, or, when commit() came before the
 * change to ONE, the state is not ACTIVE any more and the clause is given up. A buffer is emptied
 * before the state says INACTIVE, so the next owner finds it empty.
 *
 * An id that a program kept too long must not reach the speculation that came after it. So the
 * state word also counts how often its speculation ended, and an id tells place and count:
 *
 *	 31                 3 2     0
 *	+--------------------+-------+		id = count * number of places + place + 1
 *	| count              | state |
 *	+--------------------+-------+		the first ids are 1, 2, ...
 *
 * Every change compares both. With speculate(), commit() and discard() an old id is one that is
 * not active; one whose count is still to come was never given: an illegal operation, except for
 * speculate().
 */
#include "builtin.h"
#include "ecb.h"
#include "spec.h"

enum spec_state {
	SPEC_INACTIVE,
	SPEC_ACTIVE,
	SPEC_ONE,
	SPEC_MANY,
	SPEC_ENDING,
	SPEC_COMMITTING,
	SPEC_DISCARDING,
};

#define STATE_BITS	3
#define STATE_MASK	((1u << STATE_BITS) - 1)
#define ID_MAX		0x7fffffffu	/* ids are positive ints */

/* An id taken apart */
struct spec_ref {
	u32	i;
	u32	count;
};

#define SPEC_TRIES	8	/* moves that other CPUs may make meanwhile; they only go forward */

/* Counts start again where there is no bit or no id for more. */
static u32 count_after(const struct dt_specs *specs, u32 count)
{
	u32 end = min(ID_MAX / specs->n, U32_MAX >> STATE_BITS);

	return count + 1 < end ? count + 1 : 0;
}

static bool move(struct dt_specs *specs, const struct spec_ref *ref, u32 from, u32 to)
{
	u32 count = to == SPEC_INACTIVE ? count_after(specs, ref->count) : ref->count;

	from |= ref->count << STATE_BITS;
	to |= count << STATE_BITS;
	return cmpxchg(&specs->state[ref->i], from, to) == from;
}

static u32 state_now(const struct dt_specs *specs, u32 i, struct spec_ref *ref)
{
	u32 word = READ_ONCE(specs->state[i]);

	ref->i = i;
	ref->count = word >> STATE_BITS;
	return word & STATE_MASK;
}

/* Return: false: this id was never given. 0 is no id, and is not asked about. */
static bool take_apart(const struct dt_specs *specs, u64 id, struct spec_ref *ref)
{
	struct spec_ref now;

	if (!specs->n || id > ID_MAX)
		return false;
	ref->i = (u32)(id - 1) % specs->n;
	ref->count = (u32)(id - 1) / specs->n;
	state_now(specs, ref->i, &now);
	return ref->count <= now.count;
}

static bool is_mine(const struct dt_ccpu *cc, u32 i)
{
	return cc->spec[i].half[0].used != 0;
}

/* ---- from programs ---- */

u32 dt_spec_new(struct dt_consumer *c, struct dt_ccpu *cc)
{
	struct dt_specs *specs = &c->specs;
	struct spec_ref ref;
	bool busy = false;
	u32 i, state;

	for (i = 0; i < specs->n; i++) {
		state = state_now(specs, i, &ref);
		if (state == SPEC_INACTIVE && move(specs, &ref, SPEC_INACTIVE, SPEC_ACTIVE))
			return ref.count * specs->n + i + 1;
		busy |= state >= SPEC_ENDING;
	}
	dt_count(busy ? &cc->spec_busy : &cc->spec_unavail);
	return 0;
}

/* Programs that tests run without a consumer have no speculations. */
notrace u64 dt_subr_speculation(struct dt_mstate *m)
{
	return m->consumer ? dt_spec_new(m->consumer, m->consumer->cpu[m->cpu]) : 0;
}

/* The state that speculate() on this CPU leads to; @now if it may not */
static u32 after_use(u32 now, bool mine)
{
	if (now == SPEC_ACTIVE)
		return SPEC_ONE;
	if (now == SPEC_ONE || now == SPEC_MANY)
		return mine ? now : SPEC_MANY;
	return SPEC_INACTIVE;
}

struct dt_buf *dt_spec_use(struct dt_consumer *c, struct dt_ccpu *cc, u64 id)
{
	struct dt_specs *specs = &c->specs;
	struct spec_ref ref, seen;
	u32 tries, now, next;

	if (!id || !take_apart(specs, id, &ref) || !cc->spec || !cc->spec[ref.i].region)
		return NULL;
	for (tries = 0; tries < SPEC_TRIES; tries++) {
		now = state_now(specs, ref.i, &seen);
		next = after_use(now, is_mine(cc, ref.i));
		if (seen.count != ref.count || next == SPEC_INACTIVE)
			return NULL;
		if (now == next || move(specs, &ref, now, next))
			return &cc->spec[ref.i].half[0];
	}
	return NULL;
}

/* All records get the time of the copy, so that time never goes back in the principal buffer. */
static void stamp(u8 *rec, u32 size, u64 now)
{
	u32 at;

	for (at = 0; at < size; at += ((struct dtrace_rec_hdr *)(rec + at))->size)
		((struct dtrace_rec_hdr *)(rec + at))->timestamp = now;
}

/* Copy this CPU's part to the principal buffer and empty it. */
static void commit_here(struct dt_consumer *c, struct dt_ccpu *cc, u32 i, u64 now)
{
	struct dt_buf *from = &cc->spec[i].half[0];
	struct dt_buf *to = READ_ONCE(cc->principal);
	u32 size = from->used;
	u8 *rec;

	if (!size)
		return;
	rec = to ? dt_buf_reserve(to, c->policy, size) : NULL;
	if (rec) {
		memcpy(rec, from->data, size);
		stamp(rec, size, now);
		dt_buf_commit(to, size);
	} else if (!to || !to->full) {
		dt_count(&cc->drops);
	}
	from->used = 0;
}

bool dt_spec_commit(struct dt_consumer *c, struct dt_ccpu *cc, u64 id, u64 now)
{
	struct dt_specs *specs = &c->specs;
	struct spec_ref ref;

	if (!id)
		return true;
	if (!take_apart(specs, id, &ref))
		return false;
	if (!cc->spec || !cc->spec[ref.i].region)
		return true;
	if (move(specs, &ref, SPEC_ACTIVE, SPEC_INACTIVE))
		return true;
	if (is_mine(cc, ref.i) && move(specs, &ref, SPEC_ONE, SPEC_ENDING)) {
		commit_here(c, cc, ref.i, now);
		move(specs, &ref, SPEC_ENDING, SPEC_INACTIVE);
	} else if (move(specs, &ref, SPEC_ONE, SPEC_COMMITTING) ||
		   move(specs, &ref, SPEC_MANY, SPEC_COMMITTING)) {
		commit_here(c, cc, ref.i, now);
	}
	return true;
}

bool dt_spec_discard(struct dt_consumer *c, struct dt_ccpu *cc, u64 id)
{
	struct dt_specs *specs = &c->specs;
	struct spec_ref ref;

	if (!id)
		return true;
	if (!take_apart(specs, id, &ref))
		return false;
	if (!cc->spec || !cc->spec[ref.i].region)
		return true;
	if (is_mine(cc, ref.i) && move(specs, &ref, SPEC_ONE, SPEC_ENDING)) {
		cc->spec[ref.i].half[0].used = 0;
		move(specs, &ref, SPEC_ENDING, SPEC_INACTIVE);
	} else if (!move(specs, &ref, SPEC_ACTIVE, SPEC_INACTIVE) &&
		   !move(specs, &ref, SPEC_ONE, SPEC_DISCARDING)) {
		move(specs, &ref, SPEC_MANY, SPEC_DISCARDING);
	}
	return true;
}

/* ---- the cleaner ---- */

struct clean_call {
	struct dt_consumer	*c;
	struct dt_ccpu		*cc;
	u32			i;
	bool			commit;
};

static void clean_here(void *arg)
{
	struct clean_call *call = arg;

	if (call->commit)
		commit_here(call->c, call->cc, call->i, dt_host_clock());
	else
		call->cc->spec[call->i].half[0].used = 0;
}

static void clean_gated(void *arg)
{
	dt_fire_exclude(clean_here, arg);
}

static void clean_everywhere(struct dt_consumer *c, u32 i, bool commit)
{
	unsigned int cpu;

	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		struct clean_call call = { c, c->cpu[cpu], i, commit };

		if (!call.cc || !call.cc->spec || !call.cc->spec[i].region)
			continue;
		/* Offline: no firing can be in the way. */
		if (dt_host_run_on(cpu, clean_gated, &call))
			clean_here(&call);
	}
}

static void clean_one(struct dt_consumer *c, u32 i)
{
	struct spec_ref ref;
	u32 state = state_now(&c->specs, i, &ref);

	if (state != SPEC_COMMITTING && state != SPEC_DISCARDING)
		return;
	/* Firings that took the buffer before the state changed have to end first. */
	dt_host_sync();
	clean_everywhere(c, i, state == SPEC_COMMITTING);
	move(&c->specs, &ref, state, SPEC_INACTIVE);
}

void dt_specs_clean(struct dt_consumer *c)
{
	u32 i;

	dt_mutex_lock(&c->specs_lock);
	for (i = 0; i < c->specs.n; i++)
		clean_one(c, i);
	dt_mutex_unlock(&c->specs_lock);
}

/* ---- memory ---- */

static int spec_alloc_cpu(struct dt_consumer *c, struct dt_ccpu *cc, unsigned int cpu, u64 size)
{
	u32 i;

	if (!cc->spec)
		cc->spec = dt_host_zalloc(c->specs.n * sizeof(*cc->spec));
	if (!cc->spec)
		return -ENOMEM;
	for (i = 0; i < c->specs.n; i++) {
		if (dt_bufpair_alloc(&cc->spec[i], size, 1, cpu))
			return -ENOMEM;
	}
	return 0;
}

static void spec_free_cpu(struct dt_consumer *c, struct dt_ccpu *cc)
{
	u32 i;

	for (i = 0; cc->spec && i < c->specs.n; i++)
		dt_bufpair_free(&cc->spec[i]);
}

static int spec_try(struct dt_consumer *c, u64 size)
{
	unsigned int cpu;
	int err = 0;

	for (cpu = 0; cpu < dt_host_ncpus() && !err; cpu++) {
		if (c->cpu[cpu] && dt_host_cpu_online(cpu))
			err = spec_alloc_cpu(c, c->cpu[cpu], cpu, size);
	}
	for (cpu = 0; cpu < dt_host_ncpus() && err; cpu++) {
		if (c->cpu[cpu])
			spec_free_cpu(c, c->cpu[cpu]);
	}
	return err;
}

int dt_specs_alloc(struct dt_consumer *c)
{
	bool manual = dt_consumer_opt(c, DTRACE_OPT_BUFRESIZE) == DTRACE_BUFRESIZE_MANUAL;
	u64 size = dt_consumer_opt(c, DTRACE_OPT_SPECSIZE) & ~7ULL;
	int err;

	c->specs.n = 0;
	if (!(c->needs & DT_NEEDS_SPECULATION) || !dt_consumer_opt(c, DTRACE_OPT_NSPEC))
		return 0;
	if (size < sizeof(u64))
		return -ENOSPC;
	c->specs.n = dt_consumer_opt(c, DTRACE_OPT_NSPEC);
	c->specs.state = dt_host_zalloc(c->specs.n * sizeof(*c->specs.state));
	if (!c->specs.state)
		return -ENOMEM;
	while ((err = spec_try(c, size))) {
		size = (size / 2) & ~7ULL;
		if (manual || size < sizeof(u64))
			return err;
	}
	c->opts.value[DTRACE_OPT_SPECSIZE] = size;
	return 0;
}

int dt_specs_follow(struct dt_consumer *c, struct dt_ccpu *cc, unsigned int cpu)
{
	struct dt_bufpair *spec;
	int err = 0;
	u32 i;

	if (!c->specs.n || cc->spec)
		return 0;
	spec = dt_host_zalloc(c->specs.n * sizeof(*spec));
	if (!spec)
		return -ENOMEM;
	for (i = 0; i < c->specs.n && !err; i++)
		err = dt_bufpair_alloc(&spec[i], dt_consumer_opt(c, DTRACE_OPT_SPECSIZE), 1, cpu);
	if (!err) {
		/* pairs with the first look of firings and of the cleaner: all of it is there */
		smp_store_release(&cc->spec, spec);
		return 0;
	}
	while (i--)
		dt_bufpair_free(&spec[i]);
	dt_host_free(spec);
	return err;
}

void dt_specs_free(struct dt_consumer *c)
{
	unsigned int cpu;

	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		if (!c->cpu[cpu])
			continue;
		spec_free_cpu(c, c->cpu[cpu]);
		dt_host_free(c->cpu[cpu]->spec);
		c->cpu[cpu]->spec = NULL;
	}
	dt_host_free(c->specs.state);
	c->specs.state = NULL;
	c->specs.n = 0;
}
