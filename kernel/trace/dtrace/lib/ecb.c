// SPDX-License-Identifier: GPL-2.0
/*
 * ECBs: putting plans on probes and taking them off.
 *
 * A probe's list is written under the registry lock and read by firings without a lock. An ECB
 * is added by one release store behind the last one. It is taken off by one store too and keeps
 * its @next, so a firing that stands on it still finds the rest of the list; its memory goes
 * after dt_host_sync().
 */
#include "agg.h"

static struct dt_ecb **list_end(struct dtrace_probe *probe)
{
	struct dt_ecb **p = &probe->ecbs;

	while (*p)
		p = &(*p)->next;
	return p;
}

/*
 * Firings see the old list or the new one, whichever of the two words they read. Who sees only what
 * its own processes do has each firing looked at, which the short way does not.
 */
static void update_counter(struct dtrace_probe *probe)
{
	struct dt_ecb *first = probe->ecbs;
	bool counts = first && !first->next && first->count_id && !first->consumer->own_only;

	/* Pairs with fire_counter() */
	smp_store_release(&probe->counter, counts ? first : NULL);
}

static const char *reason_of(struct dtrace_probe *probe)
{
	const struct dtrace_provider *prov = probe->provider;
	const char *reason = NULL;

	if (prov->info->ops->refusal)
		reason = prov->info->ops->refusal(prov->arg, probe, probe->parg);
	return reason ? reason : "its provider does not say why";
}

/* Reasons beyond those there is room for are counted with the last one that there was. */
static void note_refusal(struct dt_consumer *c, struct dtrace_probe *probe)
{
	const char *reason = reason_of(probe);
	struct dt_refused *r = c->refused, *end = r + c->nrefused;

	while (r < end && strcmp(r->reason, reason))
		r++;
	if (r == c->refused + DT_REFUSED_MAX)
		r--;
	if (r == end) {
		*r = (struct dt_refused){ .reason = reason, .probe = probe };
		c->nrefused++;
	}
	r->count++;
}

static u32 demands_of(const struct dt_consumer *c)
{
	return dt_consumer_opt(c, DTRACE_OPT_FBTRETURN) == DTRACE_FBTRETURN_EXACT ?
	       DTRACE_DEMAND_EXACT : 0;
}

/* Nothing to do when the probe is enabled and its consumers have asked for as much before. */
static int provider_enable(struct dtrace_probe *probe, const struct dt_consumer *c)
{
	struct dtrace_provider *prov = probe->provider;
	u32 before = probe->demands, demands = before | (demands_of(c) & prov->info->demands);
	int err;

	if (probe->ecbs && demands == before)
		return 0;
	probe->demands = demands;
	prov->unsettled = true;
	err = prov->info->ops->enable(prov->arg, probe, probe->parg);
	if (err)
		probe->demands = before;
	return err;
}

static void provider_disable(struct dtrace_probe *probe)
{
	struct dtrace_provider *prov = probe->provider;

	prov->unsettled = true;
	probe->demands = 0;
	prov->info->ops->disable(prov->arg, probe, probe->parg);
}

static struct dt_ecb *ecb_alloc(struct dt_consumer *c, struct dtrace_probe *probe)
{
	struct dt_ecb *ecb;

	if (dt_grow(&c->ecbs, c->necbs, &c->ecbs_room))
		return NULL;
	ecb = dt_host_zalloc(sizeof(*ecb));
	if (!ecb)
		return NULL;
	c->ecbs[c->necbs++] = ecb;
	ecb->epid = c->necbs;
	ecb->consumer = c;
	ecb->cpus = c->cpu;
	ecb->probe = probe;
	dt_probe_get(probe);
	return ecb;
}

/**
 * dt_ecb_create() - put a plan on a probe, after the ECBs that are there
 * @c: consumer
 * @plan: clause
 * @probe: probe
 *
 * Return: 0, -ENOMEM, or what the provider said when it was asked to enable the probe; the reason
 * is kept in the consumer.
 * Context: process, consumer lock and registry lock; dt_provider_settle() follows.
 */
int dt_ecb_create(struct dt_consumer *c, const struct dt_plan *plan, struct dtrace_probe *probe)
{
	struct dt_ecb *ecb;
	int err;

	dtrace_registry_assert_held();
	ecb = ecb_alloc(c, probe);
	if (!ecb)
		return -ENOMEM;
	ecb->plan = plan;
	ecb->count_id = plan->only_count ? plan->only_count->id : 0;
	err = provider_enable(probe, c);
	if (err) {
		note_refusal(c, probe);
		return err;
	}
	ecb->linked = true;
	/* Pairs with dt_ecb_first() and dt_ecb_next() */
	smp_store_release(list_end(probe), ecb);
	update_counter(probe);
	return 0;
}

static void ecb_cut(struct dt_ecb *ecb)
{
	struct dtrace_probe *probe = ecb->probe;
	struct dt_ecb **p = &probe->ecbs;

	while (*p != ecb)
		p = &(*p)->next;
	WRITE_ONCE(*p, ecb->next);
	update_counter(probe);
	ecb->linked = false;
	if (!probe->ecbs)
		provider_disable(probe);
}

void dt_ecb_cut_probe(struct dtrace_probe *probe)
{
	dtrace_registry_assert_held();
	while (probe->ecbs)
		ecb_cut(probe->ecbs);
}

void dt_ecb_unlink_consumer(struct dt_consumer *c)
{
	u32 i;

	dtrace_registry_assert_held();
	for (i = 0; i < c->necbs; i++) {
		if (c->ecbs[i]->linked)
			ecb_cut(c->ecbs[i]);
	}
}

void dt_ecb_cut_consumer(struct dt_consumer *c)
{
	u32 i;

	dt_ecb_unlink_consumer(c);
	for (i = 0; i < c->necbs; i++)
		dt_probe_put(c->ecbs[i]->probe);
}
