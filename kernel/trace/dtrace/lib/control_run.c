// SPDX-License-Identifier: GPL-2.0
/*
 * Control calls that start, end and watch tracing: GO, STOP, STATUS.
 */
#include "ctl.h"

long dt_ctl_go(struct dt_consumer *c, void *arg)
{
	struct dtrace_go *go = arg;

	return dt_consumer_go(c, &go->cpu);
}

long dt_ctl_stop(struct dt_consumer *c, void *arg)
{
	struct dtrace_go *go = arg;

	return dt_consumer_stop(c, &go->cpu);
}

static void add_cpu(struct dtrace_status *st, const struct dt_ccpu *cc)
{
	const struct dt_buf *buf = READ_ONCE(cc->principal);

	st->filled += buf && READ_ONCE(buf->full);
	st->errors += READ_ONCE(cc->errors);
	st->drops_principal += READ_ONCE(cc->drops);
	st->drops_aggregation += READ_ONCE(cc->agg_drops);
	st->drops_spec += READ_ONCE(cc->spec_drops);
	st->drops_spec_busy += READ_ONCE(cc->spec_busy);
	st->drops_spec_unavail += READ_ONCE(cc->spec_unavail);
	st->drops_dblerror += READ_ONCE(cc->dblerrors);
	st->skips_recursion += READ_ONCE(cc->skips_recursion);
	st->skips_nmi += READ_ONCE(cc->skips_nmi);
	st->firings += READ_ONCE(cc->firings);
	st->signals_lost += READ_ONCE(cc->signals_lost);
	st->missed += READ_ONCE(cc->missed);
}

static void add_vars(struct dtrace_status *st, const struct dt_consumer *c)
{
	struct dt_vars_drops drops = { 0 };

	dt_vars_drops(c->vars, &drops);
	st->drops_dynamic = drops.dynamic;
	st->drops_dynamic_rinse = drops.dynamic_rinse;
	st->drops_dynamic_dirty = drops.dynamic_dirty;
}

long dt_ctl_status(struct dt_consumer *c, void *arg)
{
	struct dtrace_status *st = arg;
	unsigned int cpu;

	st->activity = READ_ONCE(c->activity);
	if (st->activity == DTRACE_ACTIVITY_INACTIVE)
		return -ENOENT;
	WRITE_ONCE(c->status_time, dt_host_clock());
	st->exiting = st->activity == DTRACE_ACTIVITY_DRAINING;
	st->killed = st->activity == DTRACE_ACTIVITY_KILLED;
	for (cpu = 0; cpu < dt_host_ncpus(); cpu++) {
		if (c->cpu[cpu])
			add_cpu(st, c->cpu[cpu]);
	}
	add_vars(st, c);
	st->enable_failed = READ_ONCE(c->enable_failed);
	return 0;
}
