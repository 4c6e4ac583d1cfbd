// SPDX-License-Identifier: GPL-2.0
/*
 * The activity of a consumer: how tracing starts, ends, and is ended.
 *
 *	INACTIVE -GO-> WARMUP -BEGIN-> ACTIVE -STOP-> DRAINING -sync-> COOLDOWN -END-> STOPPED
 *			 |		 |		 ^
 *			 +-----exit()----+---------------+
 *	ACTIVE, DRAINING --deadman, close--> KILLED
 *	INACTIVE --ENABLE that ended in the middle--> KILLED
 *
 * It moves in one direction only, by compare-and-swap, because firings move it too (exit(), the
 * deadman). A firing looks at it with interrupts off before it runs a clause, so after
 * dt_host_sync() no clause runs that started in an older activity.
 *
 * BEGIN is first: in WARMUP only BEGIN's clauses run, on one CPU. The other CPUs are let in one
 * by one by a call on each of them (struct dt_ccpu.live), so none starts in the middle of a
 * probe's list of clauses. END is last: COOLDOWN begins when no clause of another probe runs
 * any more.
 *
 * The deadman: a periodic job that gets to run although the machine traces, together with a
 * consumer that asks for its status, keeps @alive recent. If it grows old the tracing itself is
 * suspected, and clauses stop it. Not at once: where a guest's CPUs stood still, the clock may
 * have gone on, and the first firing comes before anyone could show that he lives.
 */
#include "agg.h"
#include "spec.h"

#define DEADMAN_DOUBT	10000000000ULL	/* ns without a sign of life that raise a suspicion */
#define DEADMAN_KILL	5000000000ULL	/* ns of suspicion after which tracing ends */

bool dt_consumer_move(struct dt_consumer *c, u32 from, u32 to)
{
	return cmpxchg(&c->activity, from, to) == from;
}

/*
 * exit() in a clause. Return: whether it counts; false: another exit() was first. Context:
 * probe context.
 */
bool dt_consumer_exit(struct dt_consumer *c)
{
	return dt_consumer_move(c, DTRACE_ACTIVITY_ACTIVE, DTRACE_ACTIVITY_DRAINING) ||
	       dt_consumer_move(c, DTRACE_ACTIVITY_WARMUP, DTRACE_ACTIVITY_DRAINING) ||
	       READ_ONCE(c->activity) == DTRACE_ACTIVITY_COOLDOWN;
}

/* Whoever may stop the kernel anyway is not protected from doing so. */
static bool may_hang(const struct dt_consumer *c)
{
	return (c->rights & DT_RIGHT_KDESTRUCTIVE) && dt_consumer_opt(c, DTRACE_OPT_DESTRUCTIVE) &&
	       dt_host_destructive_allowed();
}

/*
 * Has there been no sign of life for long enough? A suspicion is about the last one: one that is
 * older than that is forgotten.
 */
static bool is_dead(struct dt_consumer *c, u64 now)
{
	u64 alive = READ_ONCE(c->alive), suspected = READ_ONCE(c->suspected);

	if ((s64)(now - alive) <= (s64)DEADMAN_DOUBT)
		return false;
	if ((s64)(suspected - alive) > 0)
		return (s64)(now - suspected) > (s64)DEADMAN_KILL;
	WRITE_ONCE(c->suspected, now);
	return false;
}

/* Has the deadman to end tracing? Then it did. Context: probe context. */
bool dt_consumer_deadman(struct dt_consumer *c, u64 now)
{
	if (!is_dead(c, now) || may_hang(c))
		return false;
	if (!dt_consumer_move(c, DTRACE_ACTIVITY_ACTIVE, DTRACE_ACTIVITY_KILLED))
		dt_consumer_move(c, DTRACE_ACTIVITY_DRAINING, DTRACE_ACTIVITY_KILLED);
	return true;
}

/* ---- BEGIN and END ---- */

static void begin_here(void *arg)
{
	struct dt_edge *edge = arg;
	struct dt_own_firing own = {
		edge->c, dt_probe_begin, NULL, DTRACE_ACTIVITY_WARMUP, edge->irq_flags
	};

	edge->cpu = dt_host_cpu();
	WRITE_ONCE(edge->c->cpu[edge->cpu]->live, true);
	dt_fire_own(&own);
	dt_consumer_move(edge->c, DTRACE_ACTIVITY_WARMUP, DTRACE_ACTIVITY_ACTIVE);
}

static void end_here(void *arg)
{
	struct dt_edge *edge = arg;
	struct dt_own_firing own = {
		edge->c, dt_probe_end, NULL, DTRACE_ACTIVITY_COOLDOWN, edge->irq_flags
	};

	edge->cpu = dt_host_cpu();
	dt_fire_own(&own);
}

static void live_here(void *arg)
{
	struct dt_consumer *c = arg;
	struct dt_ccpu *cc = c->cpu[dt_host_cpu()];

	if (cc)
		WRITE_ONCE(cc->live, true);
}

/* CPUs that are offline now have no firing to let in half way. */
static void live_everywhere(struct dt_consumer *c)
{
	unsigned int cpu;

	dt_host_run_on_all(live_here, c);
	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		if (c->cpu[cpu] && !dt_host_cpu_online(cpu))
			WRITE_ONCE(c->cpu[cpu]->live, true);
	}
}

/* Run @fn here and now, in the calling thread, if the consumer traces this CPU. */
static bool run_here(struct dt_edge *edge, void (*fn)(void *arg))
{
	unsigned long flags = dt_host_irq_save();
	bool traced = edge->c->cpu[dt_host_cpu()];

	edge->irq_flags = flags;
	if (traced)
		fn(edge);
	dt_host_irq_restore(flags);
	return traced;
}

/*
 * Run @fn on this CPU if the consumer traces it, so that BEGIN and END see the process that
 * made the call; else on the first CPU that it traces and that is online.
 */
int dt_consumer_run(struct dt_edge *edge, void (*fn)(void *arg))
{
	unsigned int n = dt_host_ncpus(), cpu;

	if (run_here(edge, fn))
		return 0;
	for (cpu = 0; cpu < n; cpu++) {
		if (edge->c->cpu[cpu] && !dt_host_run_on(cpu, fn, edge))
			return 0;
	}
	return -ENODEV;
}

/* ---- GO ---- */

static int go_check(struct dt_consumer *c)
{
	struct dt_plan *plan;
	int err = 0;

	if (c->activity != DTRACE_ACTIVITY_INACTIVE)
		return -EBUSY;
	if ((c->needs & DT_NEEDS_DESTRUCTIVE) &&
	    (!dt_consumer_opt(c, DTRACE_OPT_DESTRUCTIVE) || !dt_host_destructive_allowed()))
		return -EACCES;
	for (plan = c->plans; plan && !err; plan = plan->next)
		err = dt_plan_layout(c, plan);
	return err;
}

static int go_alloc(struct dt_consumer *c)
{
	u64 dynvarsize = dt_consumer_opt(c, DTRACE_OPT_DYNVARSIZE);
	bool resize = dt_consumer_opt(c, DTRACE_OPT_BUFRESIZE) == DTRACE_BUFRESIZE_AUTO;
	int err;

	if ((c->needs & DT_NEEDS_VTIME) && !c->vtimed) {
		err = dt_host_vtime_get();
		if (err)
			return err;
		c->vtimed = true;
	}
	c->policy = dt_consumer_opt(c, DTRACE_OPT_BUFPOLICY);
	err = dt_percpu_alloc(c);
	if (!err)
		err = dt_vars_start(c->vars, dt_consumer_opt(c, DTRACE_OPT_STRSIZE), &dynvarsize,
				    resize);
	if (err)
		dt_percpu_free(c);
	else
		c->opts.value[DTRACE_OPT_DYNVARSIZE] = dynvarsize;
	return err;
}

/**
 * dt_consumer_go() - start tracing
 * @cpu: where BEGIN fired
 * @c: consumer
 *
 * Return: 0, -EBUSY, -EACCES (destructive actions), -ENOSPC, -E2BIG, -ENOMEM, -ENODEV. Context:
 * process, consumer lock.
 */
int dt_consumer_go(struct dt_consumer *c, u32 *cpu)
{
	struct dt_edge edge = { .c = c };
	int err = go_check(c);

	if (!err)
		err = go_alloc(c);
	if (err)
		return err;
	c->status_time = dt_host_clock();
	c->clean_time = c->status_time;
	WRITE_ONCE(c->alive, c->status_time);
	WRITE_ONCE(c->suspected, c->status_time);
	/* Pairs with the loads in ecb_cpu(), is_tracing() and dt_buffer_find() */
	smp_store_release(&c->activity, DTRACE_ACTIVITY_WARMUP);
	err = dt_consumer_run(&edge, begin_here);
	if (err) {
		WRITE_ONCE(c->activity, DTRACE_ACTIVITY_KILLED);
		return err;
	}
	live_everywhere(c);
	dt_present(c);
	*cpu = edge.cpu;
	return 0;
}

/* ---- STOP ---- */

/* Fill policy: END may use what was kept for it. */
static void release_reserve(struct dt_consumer *c)
{
	unsigned int cpu;

	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		struct dt_buf *buf = c->cpu[cpu] ? c->cpu[cpu]->principal : NULL;

		if (buf && c->policy == DTRACE_BUFPOLICY_FILL) {
			buf->limit = buf->size;
			WRITE_ONCE(buf->full, false);
		}
	}
}

/**
 * dt_consumer_stop() - end tracing
 * @cpu: where END fired
 * @c: consumer
 *
 * Return: 0, -EINVAL (it does not trace), -ENODEV. Context: process, consumer lock.
 */
int dt_consumer_stop(struct dt_consumer *c, u32 *cpu)
{
	struct dt_edge edge = { .c = c };
	int err;

	dt_consumer_move(c, DTRACE_ACTIVITY_ACTIVE, DTRACE_ACTIVITY_DRAINING);
	if (READ_ONCE(c->activity) != DTRACE_ACTIVITY_DRAINING)
		return -EINVAL;
	dt_host_sync();
	if (!dt_consumer_move(c, DTRACE_ACTIVITY_DRAINING, DTRACE_ACTIVITY_COOLDOWN))
		return -EINVAL;
	dt_host_sync();
	release_reserve(c);
	err = dt_consumer_run(&edge, end_here);
	dt_specs_clean(c);
	dt_consumer_move(c, DTRACE_ACTIVITY_COOLDOWN, DTRACE_ACTIVITY_STOPPED);
	dt_host_sync();
	*cpu = edge.cpu;
	return err;
}
