// SPDX-License-Identifier: GPL-2.0
/*
 * Probes for what is there when tracing begins: threads, say. They fire once for each such thing
 * and for the consumer that begins only, by the way that BEGIN takes.
 *
 * The provider goes through the things, in process context and at its own pace; each firing is one
 * like any other, with the gate and with interrupts off. The registry lock is held, so neither the
 * probe nor the provider goes away.
 */
#include "ecb.h"

/**
 * struct dtrace_present - a consumer that is told
 * @edge: where it is told next
 * @own: the firing
 */
struct dtrace_present {
	struct dt_edge		edge;
	struct dt_own_firing	own;
};

static void fire_here(void *arg)
{
	struct dt_edge *edge = arg;
	struct dtrace_present *to = container_of(edge, struct dtrace_present, edge);

	to->own.irq_flags = edge->irq_flags;
	dt_fire_own(&to->own);
}

bool dtrace_present_fire(struct dtrace_present *to, const struct dtrace_firing *firing)
{
	struct dt_consumer *c = to->own.consumer;

	to->own.firing = firing;
	return READ_ONCE(c->activity) == DTRACE_ACTIVITY_ACTIVE &&
	       !dt_consumer_run(&to->edge, fire_here);
}

static void tell(struct dt_consumer *c, struct dtrace_probe *probe)
{
	struct dtrace_provider *prov = probe->provider;
	struct dtrace_present to = {
		.edge = { .c = c },
		.own = { .consumer = c, .probe = probe, .activity = DTRACE_ACTIVITY_ACTIVE },
	};

	prov->info->ops->present(prov->arg, probe, probe->parg, &to);
}

/* Has an earlier clause of the consumer brought this probe up? */
static bool is_told(const struct dt_consumer *c, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (c->ecbs[i]->linked && c->ecbs[i]->probe == c->ecbs[n]->probe)
			return true;
	}
	return false;
}

void dt_present(struct dt_consumer *c)
{
	u32 i;

	dtrace_registry_lock();
	for (i = 0; i < c->necbs; i++) {
		const struct dt_ecb *ecb = c->ecbs[i];

		if (ecb->linked && ecb->probe->provider->info->ops->present && !is_told(c, i))
			tell(c, ecb->probe);
	}
	dtrace_registry_unlock();
}
