// SPDX-License-Identifier: GPL-2.0
/*
 * Consumers: open, close, the list of them and its periodic work; set-up of the engine.
 */
#include "agg.h"
#include "control.h"
#include "spec.h"

#define ALIVE_EVERY	1000000000ULL	/* ns between two looks of the deadman's job */
#define SILENCE_MOST	30000000000ULL	/* ns a living consumer may be silent */

static struct dt_mutex consumers_lock;
static struct dt_consumer *consumers;

int dt_init(void)
{
	int err;

	dt_mutex_init(&consumers_lock);
	err = dt_registry_init();
	if (err)
		return err;
	err = dt_fire_init();
	if (err)
		goto out_registry;
	err = dt_prov_dtrace_init();
	if (err)
		goto out_fire;
	return 0;

out_fire:
	dt_fire_exit();
out_registry:
	dt_registry_exit();
	return err;
}

void dt_exit(void)
{
	dt_prov_dtrace_exit();
	dt_fire_exit();
	dt_registry_exit();
}

static void consumer_free(struct dt_consumer *c)
{
	struct dt_plan *plan;
	u32 i;

	for (i = 0; i < c->necbs; i++)
		dt_host_free(c->ecbs[i]);
	for (i = 0; i < c->naggs; i++)
		dt_host_free(c->aggs[i]);
	while ((plan = c->plans)) {
		c->plans = plan->next;
		dt_plan_free(plan);
	}
	dt_host_free(c->ecbs);
	dt_host_free(c->aggs);
	if (c->cpu)
		dt_percpu_free(c);
	dt_host_free(c->cpu);
	if (c->vars)
		dt_vars_destroy(c->vars);
	if (c->vtimed)
		dt_host_vtime_put();
	dt_host_free(c);
}

static void consumers_add(struct dt_consumer *c)
{
	dt_mutex_lock(&consumers_lock);
	c->next = consumers;
	consumers = c;
	dt_mutex_unlock(&consumers_lock);
}

static void list_remove(struct dt_consumer *c)
{
	struct dt_consumer **p = &consumers;

	dt_mutex_lock(&consumers_lock);
	while (*p != c)
		p = &(*p)->next;
	*p = c->next;
	dt_mutex_unlock(&consumers_lock);
}

static u32 mstate_flags(u32 rights)
{
	u32 flags = rights & DT_RIGHT_KERNEL ? DT_MSTATE_KERNEL_READ : 0;

	return rights & DT_RIGHT_DESTRUCTIVE ? flags | DT_MSTATE_WRITE_USER : flags;
}

int dt_open(u32 rights, struct dt_consumer **out)
{
	struct dt_consumer *c = dt_host_zalloc(sizeof(*c));

	if (!c)
		return -ENOMEM;
	dt_mutex_init(&c->lock);
	dt_mutex_init(&c->specs_lock);
	c->rights = rights;
	c->mstate_flags = mstate_flags(rights);
	c->own_only = !(rights & (DT_RIGHT_KERNEL | DT_RIGHT_ALLPROC));
	dt_host_owner(&c->owner);
	c->seed = dt_host_random();
	c->plans_end = &c->plans;
	dt_opts_init(&c->opts);
	c->cpu = dt_host_zalloc(dt_host_ncpus() * sizeof(*c->cpu));
	c->vars = dt_vars_create();
	if (!c->cpu || !c->vars) {
		consumer_free(c);
		return -ENOMEM;
	}
	consumers_add(c);
	*out = c;
	return 0;
}

void dt_close(struct dt_consumer *c)
{
	list_remove(c);
	/*
	 * From here on no firing begins a clause of this consumer; after the grace period none
	 * runs one. Without an ECB no firing ever saw it.
	 */
	xchg(&c->activity, DTRACE_ACTIVITY_KILLED);
	dtrace_registry_lock();
	dt_ecb_cut_consumer(c);
	(void)dt_provider_settle();
	dtrace_registry_unlock();
	if (c->necbs)
		dt_host_sync();
	consumer_free(c);
}

static bool is_tracing(const struct dt_consumer *c)
{
	/* Pairs with the release store in dt_consumer_go(): what GO made is complete. */
	u32 activity = smp_load_acquire(&c->activity);

	return activity > DTRACE_ACTIVITY_INACTIVE && activity < DTRACE_ACTIVITY_STOPPED;
}

/*
 * That this job runs, and firings end, shows that the machine lives; that STATUS was called,
 * that the consumer does.
 */
static void keep_alive(struct dt_consumer *c, u64 now)
{
	if (now - c->alive < ALIVE_EVERY)
		return;
	dt_host_sync();
	if (now - READ_ONCE(c->status_time) < SILENCE_MOST)
		WRITE_ONCE(c->alive, now);
}

static void clean(struct dt_consumer *c, u64 now)
{
	if (now - c->clean_time < dt_consumer_opt(c, DTRACE_OPT_CLEANRATE))
		return;
	c->clean_time = now;
	dt_vars_clean(c->vars);
	dt_specs_clean(c);
}

/* Whoever holds the lock is not waited for: there is a next time, and others to look after. */
static void follow_probes(struct dt_consumer *c)
{
	if (!dt_mutex_trylock(&c->lock))
		return;
	if (READ_ONCE(c->activity) <= DTRACE_ACTIVITY_ACTIVE)
		dt_enable_new(c);
	dt_mutex_unlock(&c->lock);
}

void dt_tick(void)
{
	u64 now = dt_host_clock();
	struct dt_consumer *c;

	dt_mutex_lock(&consumers_lock);
	for (c = consumers; c; c = c->next) {
		if (!is_tracing(c))
			continue;
		keep_alive(c, now);
		dt_percpu_follow(c);
		follow_probes(c);
		clean(c, now);
	}
	dt_mutex_unlock(&consumers_lock);
}
