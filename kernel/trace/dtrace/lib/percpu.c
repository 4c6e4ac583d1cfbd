// SPDX-License-Identifier: GPL-2.0
/*
 * What a consumer has on each CPU: allocation at GO by its options, release at close.
 */
#include "agg.h"
#include "spec.h"

#define SCRATCH_DEFAULT	8192u
#define BUF_MIN		8u

int dt_grow(void *array, u32 used, u32 *room)
{
	void **old = *(void ***)array;
	u32 wider = *room ? 2 * *room : 16;
	void **new;

	if (used < *room)
		return 0;
	new = dt_host_zalloc(wider * sizeof(*new));
	if (!new)
		return -ENOMEM;
	if (old)
		memcpy(new, old, used * sizeof(*new));
	dt_host_free(old);
	*(void ***)array = new;
	*room = wider;
	return 0;
}

static u32 scratch_size(const struct dt_consumer *c)
{
	u32 size = dt_consumer_opt(c, DTRACE_OPT_SCRATCHSIZE);
	u32 strsize = dt_consumer_opt(c, DTRACE_OPT_STRSIZE);

	if (!size)
		size = max(SCRATCH_DEFAULT, 4 * strsize + 1024);
	return ALIGN(size, 8u);
}

static u32 keys_size(const struct dt_consumer *c)
{
	u32 i, most = 8;

	for (i = 0; i < c->naggs; i++)
		most = max(most, c->aggs[i]->state_offset);
	return most;
}

/* The parts of a machine state that no firing changes */
static void mstate_init(struct dt_consumer *c, struct dt_mstate *m, unsigned int cpu, u8 *scratch)
{
	m->consumer = c;
	m->vars = c->vars;
	m->cpu = cpu;
	m->scratch = scratch;
	m->scratch_size = scratch_size(c);
	m->strsize = dt_consumer_opt(c, DTRACE_OPT_STRSIZE);
}

static int ccpu_alloc(struct dt_consumer *c, unsigned int cpu)
{
	struct dt_ccpu *cc = dt_host_zalloc(sizeof(*cc));
	u32 scratch = scratch_size(c);

	if (!cc)
		return -ENOMEM;
	c->cpu[cpu] = cc;
	cc->scratch = dt_host_zalloc(2 * (size_t)scratch);
	cc->keys = dt_host_zalloc(keys_size(c));
	cc->slots = dt_host_zalloc((c->naggs + 1) * sizeof(*cc->slots));
	if (!cc->scratch || !cc->keys || !cc->slots)
		return -ENOMEM;
	mstate_init(c, &cc->m, cpu, cc->scratch);
	mstate_init(c, &cc->m_error, cpu, cc->scratch + scratch);
	return 0;
}

static bool cpu_wanted(const struct dt_consumer *c, unsigned int cpu)
{
	u64 only = dt_consumer_opt(c, DTRACE_OPT_CPU);

	return only == U64_MAX || only == cpu;
}

static void ccpu_free(struct dt_ccpu *cc)
{
	dt_bufpair_free(&cc->principal_pair);
	dt_bufpair_free(&cc->agg_pair);
	dt_host_free(cc->scratch);
	dt_host_free(cc->keys);
	dt_host_free(cc->slots);
	dt_host_free(cc);
}

/* ---- buffers ---- */

typedef struct dt_bufpair *(*pair_fn)(struct dt_ccpu *cc);

static struct dt_bufpair *principal_of(struct dt_ccpu *cc)
{
	return &cc->principal_pair;
}

static struct dt_bufpair *agg_of(struct dt_ccpu *cc)
{
	return &cc->agg_pair;
}

static void buffers_free(struct dt_consumer *c, pair_fn pair)
{
	unsigned int cpu;

	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		if (c->cpu[cpu])
			dt_bufpair_free(pair(c->cpu[cpu]));
	}
}

static int buffers_try(struct dt_consumer *c, pair_fn pair, u64 size, unsigned int nhalves)
{
	unsigned int cpu;

	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		if (!c->cpu[cpu] || !dt_host_cpu_online(cpu))
			continue;
		if (dt_bufpair_alloc(pair(c->cpu[cpu]), size, nhalves, cpu)) {
			buffers_free(c, pair);
			return -ENOMEM;
		}
	}
	return 0;
}

/*
 * Buffers of all CPUs, halving the size while memory is short; @option then tells what it
 * became.
 */
static int buffers_alloc(struct dt_consumer *c, pair_fn pair, enum dtrace_option option,
			 unsigned int nhalves)
{
	bool manual = dt_consumer_opt(c, DTRACE_OPT_BUFRESIZE) == DTRACE_BUFRESIZE_MANUAL;
	u64 size = c->opts.value[option] & ~7ULL;
	int err;

	if (size < BUF_MIN)
		return -ENOSPC;
	while ((err = buffers_try(c, pair, size, nhalves))) {
		size = (size / 2) & ~7ULL;
		if (manual || size < BUF_MIN)
			return err;
	}
	c->opts.value[option] = size;
	return 0;
}

static unsigned int principal_halves(const struct dt_consumer *c)
{
	return c->policy == DTRACE_BUFPOLICY_SWITCH ? 2 : 1;
}

static int principal_alloc(struct dt_consumer *c)
{
	u64 asked = dt_consumer_opt(c, DTRACE_OPT_BUFSIZE);
	int err;

	/* Nothing records: a small one, so that a snapshot can still tell errors. */
	if (!(c->needs & DT_NEEDS_RECORDS))
		c->opts.value[DTRACE_OPT_BUFSIZE] = 2048;
	err = buffers_alloc(c, principal_of, DTRACE_OPT_BUFSIZE, principal_halves(c));
	c->principal_size = c->opts.value[DTRACE_OPT_BUFSIZE];
	if (!(c->needs & DT_NEEDS_RECORDS))
		c->opts.value[DTRACE_OPT_BUFSIZE] = asked;
	return err;
}

/* Bytes of the records that END makes, which the fill policy keeps free */
static u64 end_size(const struct dt_consumer *c)
{
	u64 size = 0;
	u32 i;

	for (i = 0; i < c->necbs; i++) {
		if (c->ecbs[i]->probe == dt_probe_end)
			size += c->ecbs[i]->plan->size;
	}
	return size;
}

static int reserve_end(struct dt_consumer *c)
{
	u64 size = end_size(c), bufsize = dt_consumer_opt(c, DTRACE_OPT_BUFSIZE);
	unsigned int cpu;

	if (c->policy != DTRACE_BUFPOLICY_FILL || !(c->needs & DT_NEEDS_RECORDS))
		return 0;
	if (size > bufsize)
		return -E2BIG;
	c->end_reserve = size;
	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		if (c->cpu[cpu])
			c->cpu[cpu]->principal_pair.half[0].limit = bufsize - size;
	}
	return 0;
}

/* Where the record of a clause has to fit; a speculation ends in the principal buffer too. */
static u64 record_room(const struct dt_consumer *c, const struct dt_plan *plan)
{
	u64 size = dt_consumer_opt(c, DTRACE_OPT_BUFSIZE);

	if (plan->speculate && c->specs.n)
		size = min(size, dt_consumer_opt(c, DTRACE_OPT_SPECSIZE));
	return size & ~7ULL;
}

/* By the sizes that there was memory for. A clause whose records are all dropped is a mistake. */
static int check_records(const struct dt_consumer *c)
{
	const struct dt_plan *plan;

	for (plan = c->plans; plan; plan = plan->next) {
		if (plan->size > record_room(c, plan))
			return -ENOSPC;
	}
	return 0;
}

static void agg_start(struct dt_ccpu *cc)
{
	if (!cc->agg_pair.region)
		return;
	dt_agg_reset(&cc->agg_pair.half[0], ++cc->agg_pair.epoch);
	WRITE_ONCE(cc->agg, &cc->agg_pair.half[0]);
}

static void buffers_start(struct dt_consumer *c)
{
	unsigned int cpu;

	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		struct dt_ccpu *cc = c->cpu[cpu];

		if (!cc)
			continue;
		if (cc->principal_pair.region)
			WRITE_ONCE(cc->principal, &cc->principal_pair.half[0]);
		agg_start(cc);
	}
}

/**
 * dt_percpu_alloc() - everything firings need, by the final options
 * @c: consumer
 *
 * Return: 0, -ENOMEM, -ENOSPC (a buffer is too small to be one, or for a record), -E2BIG (END does
 * not fit).
 * After an error the caller calls dt_percpu_free(). Context: process, consumer lock, no firing
 * runs clauses of @c yet.
 */
int dt_percpu_alloc(struct dt_consumer *c)
{
	unsigned int cpu;
	int err = 0;

	for (cpu = 0; cpu < dt_host_ncpus() && !err; cpu++) {
		if (cpu_wanted(c, cpu))
			err = ccpu_alloc(c, cpu);
	}
	if (!err)
		err = principal_alloc(c);
	if (!err && c->naggs)
		err = buffers_alloc(c, agg_of, DTRACE_OPT_AGGSIZE, 2);
	if (!err)
		err = dt_specs_alloc(c);
	if (!err)
		err = reserve_end(c);
	if (!err)
		err = check_records(c);
	if (!err)
		buffers_start(c);
	return err;
}

void dt_percpu_free(struct dt_consumer *c)
{
	unsigned int cpu;

	dt_specs_free(c);
	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		if (c->cpu[cpu])
			ccpu_free(c->cpu[cpu]);
		c->cpu[cpu] = NULL;
	}
}

/* ---- CPUs that come online while tracing runs ---- */

/*
 * Firings of the CPU and control calls look at the pair meanwhile. The region is what control
 * calls look for, so it is last; firings look for the active half.
 */
static void pair_publish(struct dt_bufpair *pair, const struct dt_bufpair *made,
			 struct dt_buf **active)
{
	pair->half[0] = made->half[0];
	pair->half[1] = made->half[1];
	pair->region_size = made->region_size;
	pair->epoch = made->epoch;
	/* the halves are complete */
	smp_store_release(active, &pair->half[0]);
	/* pairs with the acquire in snap_cpu(): there is an active half */
	smp_store_release(&pair->region, made->region);
}

static int principal_follow(struct dt_consumer *c, struct dt_ccpu *cc, unsigned int cpu)
{
	struct dt_bufpair made = { };

	if (dt_bufpair_alloc(&made, c->principal_size, principal_halves(c), cpu))
		return -ENOMEM;
	if (c->policy == DTRACE_BUFPOLICY_FILL)
		made.half[0].limit -= c->end_reserve;
	pair_publish(&cc->principal_pair, &made, &cc->principal);
	return 0;
}

static int agg_follow(struct dt_consumer *c, struct dt_ccpu *cc, unsigned int cpu)
{
	struct dt_bufpair made = { };

	if (!c->naggs || cc->agg_pair.region)
		return 0;
	if (dt_bufpair_alloc(&made, dt_consumer_opt(c, DTRACE_OPT_AGGSIZE), 2, cpu))
		return -ENOMEM;
	dt_agg_reset(&made.half[0], ++made.epoch);
	pair_publish(&cc->agg_pair, &made, &cc->agg);
	return 0;
}

/* The principal buffer is last: without it everything is tried again. */
static void cpu_follow(struct dt_consumer *c, unsigned int cpu)
{
	struct dt_ccpu *cc = c->cpu[cpu];

	if (!cc || cc->principal_pair.region || !dt_host_cpu_online(cpu))
		return;
	if (!agg_follow(c, cc, cpu) && !dt_specs_follow(c, cc, cpu))
		(void)principal_follow(c, cc, cpu);
}

void dt_percpu_follow(struct dt_consumer *c)
{
	unsigned int cpu;

	for (cpu = 0; cpu < dt_host_ncpus(); cpu++)
		cpu_follow(c, cpu);
}
