// SPDX-License-Identifier: GPL-2.0
/*
 * Provider profile: profile-N fires on every CPU, tick-N on one, at fixed
 * intervals.
 *
 * Each CPU has a pinned timer that expires in hard interrupt context. The first
 * expiry is one interval after the probe was enabled; the CPUs then fire
 * together, except at high rates, where they are spread over the interval so
 * that they do not queue up for the same cache lines. What interrupted code
 * cannot fire (it had interrupts off) is made up for once, not as often as it
 * was missed; the rest is counted.
 *
 * Locking: profile_lock guards the list of enabled probes and all timers' start
 * and stop; it is taken inside cpus_read_lock(), or by the hotplug callbacks,
 * which run with that lock held for writing.
 */
#include <linux/cleanup.h>
#include <linux/cpu.h>
#include <linux/dtrace.h>
#include <linux/hrtimer.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include <asm/dtrace_point.h>
#include <asm/irq_regs.h>

#include "providers/profile_name.h"
#include "providers/providers.h"

#define PROFILE_NAME		"profile"
/* Names that consumers may invent; those that nobody uses make room for others */
#define PROFILE_INVENTED_MAX	1024
/* From this rate on CPUs are spread */
#define PROFILE_SPREAD_HZ	997

struct profile_probe;

/**
 * struct profile_timer - timer of one probe on one CPU
 * @timer: started and cancelled under profile_lock
 * @owner: set before the timer starts
 */
struct profile_timer {
	struct hrtimer		timer;
	struct profile_probe	*owner;
};

/**
 * struct profile_probe - a probe of this provider
 * @node: in enabled_probes while it is enabled
 * @probe: the engine's; set once
 * @name: what its name says
 * @listed: it is always there; others are when somebody names them
 * @epoch: when it was enabled; all CPUs count intervals from here
 * @timers: one for each CPU (tick: only that of @cpu runs), while it is enabled
 * @cpu: tick: the CPU that fires
 */
struct profile_probe {
	struct list_head	node;
	struct dtrace_probe	*probe;
	struct dt_profile_name	name;
	bool			listed;
	ktime_t			epoch;
	struct profile_timer __percpu *timers;
	int			cpu;
};

static DEFINE_MUTEX(profile_lock);
static LIST_HEAD(enabled_probes);		/* under profile_lock */
static struct dtrace_provider *profile_provider;
static unsigned int profile_invented;		/* under the registry lock */

/* ---- firing; context: hard interrupt ---- */

static void notrace profile_fire(struct profile_probe *pp, u64 late)
{
	struct pt_regs *regs = get_irq_regs();
	u64 args[3] = { 0 };
	struct dtrace_firing firing = { .args = args, .nargs = ARRAY_SIZE(args), .regs = regs };

	if (regs)
		args[user_mode(regs) ? 1 : 0] = instruction_pointer(regs);
	if (!pp->name.tick)
		args[2] = late;
	dtrace_probe_fire(pp->probe, &firing);
}

static enum hrtimer_restart notrace profile_expire(struct hrtimer *timer)
{
	struct profile_timer *pt = container_of(timer, struct profile_timer, timer);
	s64 late = ktime_to_ns(ktime_sub(hrtimer_cb_get_time(timer), hrtimer_get_expires(timer)));
	u64 due;

	profile_fire(pt->owner, max(late, 0));
	due = hrtimer_forward_now(timer, ns_to_ktime(pt->owner->name.interval));
	if (due > 1)
		dtrace_probe_missed(pt->owner->probe, due - 1);
	return HRTIMER_RESTART;
}

/* ---- timers; context: profile_lock held, CPUs do not come or go ---- */

static ktime_t first_expiry(const struct profile_probe *pp, int cpu)
{
	u64 interval = pp->name.interval;
	ktime_t first = ktime_add_ns(pp->epoch, interval);

	if (pp->name.tick || interval > NSEC_PER_SEC / PROFILE_SPREAD_HZ)
		return first;
	return ktime_add_ns(first, div_u64(interval * cpu, nr_cpu_ids));
}

/* On the CPU whose timer it is */
static void start_local(void *arg)
{
	struct profile_timer *pt = arg;
	struct profile_probe *pp = pt->owner;

	hrtimer_init(&pt->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED_HARD);
	pt->timer.function = profile_expire;
	hrtimer_set_expires(&pt->timer, first_expiry(pp, smp_processor_id()));
	hrtimer_forward_now(&pt->timer, ns_to_ktime(pp->name.interval));
	hrtimer_start_expires(&pt->timer, HRTIMER_MODE_ABS_PINNED_HARD);
}

static void start_timer(struct profile_probe *pp, int cpu)
{
	struct profile_timer *pt = per_cpu_ptr(pp->timers, cpu);

	pt->owner = pp;
	WARN_ON_ONCE(smp_call_function_single(cpu, start_local, pt, true));
}

static void stop_timer(struct profile_probe *pp, int cpu)
{
	struct profile_timer *pt = per_cpu_ptr(pp->timers, cpu);

	/* One that never started was never initialised either. */
	if (pt->owner)
		hrtimer_cancel(&pt->timer);
	pt->owner = NULL;
}

static void start_timers(struct profile_probe *pp)
{
	int cpu;

	pp->epoch = ktime_get();
	if (pp->name.tick) {
		pp->cpu = raw_smp_processor_id();
		start_timer(pp, pp->cpu);
		return;
	}
	for_each_online_cpu(cpu)
		start_timer(pp, cpu);
}

static void stop_timers(struct profile_probe *pp)
{
	int cpu;

	for_each_possible_cpu(cpu)
		stop_timer(pp, cpu);
}

/* ---- CPU hotplug; context: process, on the CPU that comes or goes ---- */

static int profile_cpu_online(unsigned int cpu)
{
	struct profile_probe *pp;

	guard(mutex)(&profile_lock);
	list_for_each_entry(pp, &enabled_probes, node) {
		if (!pp->name.tick)
			start_timer(pp, cpu);
	}
	return 0;
}

static int profile_cpu_offline(unsigned int cpu)
{
	struct profile_probe *pp;

	guard(mutex)(&profile_lock);
	list_for_each_entry(pp, &enabled_probes, node) {
		stop_timer(pp, cpu);
		if (!pp->name.tick || pp->cpu != cpu)
			continue;
		pp->cpu = cpumask_any_but(cpu_online_mask, cpu);
		start_timer(pp, pp->cpu);
	}
	return 0;
}

/* ---- enabling; context: process, registry lock held ---- */

static int profile_enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct profile_probe *pp = parg;

	pp->timers = alloc_percpu(struct profile_timer);
	if (!pp->timers)
		return -ENOMEM;
	guard(cpus_read_lock)();
	guard(mutex)(&profile_lock);
	start_timers(pp);
	list_add(&pp->node, &enabled_probes);
	return 0;
}

static void profile_disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct profile_probe *pp = parg;

	scoped_guard(cpus_read_lock) {
		guard(mutex)(&profile_lock);
		list_del(&pp->node);
		stop_timers(pp);
	}
	free_percpu(pp->timers);
	pp->timers = NULL;
}

/* ---- names; context: process, registry lock held ---- */

static void create_probe(const char *text, const struct dt_profile_name *name, bool listed)
{
	struct profile_probe *pp = kzalloc(sizeof(*pp), GFP_KERNEL_ACCOUNT);

	if (pp) {
		pp->name = *name;
		pp->listed = listed;
		pp->probe = dtrace_probe_create(profile_provider, "", "", text, pp);
	}
	if (!pp || !pp->probe) {
		dtrace_refusal_note(DTRACE_POINT_REFUSE_MEMORY);
		kfree(pp);
		return;
	}
	profile_invented += !listed;
}

static void profile_destroy(void *arg, struct dtrace_probe *probe, void *parg)
{
	profile_invented--;
	kfree(parg);
}

static bool is_unused(void *parg, void *arg)
{
	const struct profile_probe *pp = parg;

	return !pp->listed && !pp->timers;
}

static bool is_full(void)
{
	return profile_invented >= PROFILE_INVENTED_MAX;
}

static bool is_any(const char *glob)
{
	return glob[strspn(glob, "*")] == '\0';
}

/* Whether the description can mean this provider; the engine matches it exactly afterwards. */
static bool may_name_us(const struct dtrace_pattern *pattern)
{
	const char *provider = pattern->provider;

	return !pattern->id && is_any(pattern->module) && is_any(pattern->function) &&
	       (!*provider || !strcmp(provider, PROFILE_NAME) || strpbrk(provider, "*?[\\"));
}

static void profile_provide(void *arg, const struct dtrace_pattern *pattern)
{
	struct dt_profile_name name;

	if (!pattern || !may_name_us(pattern) || !dt_profile_parse(pattern->name, &name) ||
	    dtrace_probe_exists(profile_provider, "", "", pattern->name))
		return;
	if (is_full())
		dtrace_probes_destroy(profile_provider, is_unused, NULL);
	if (is_full())
		dtrace_refusal_note(DTRACE_POINT_REFUSE_LIMIT);
	else
		create_probe(pattern->name, &name, false);
}

/* Why a description names no probe */
static int profile_explain(void *arg, const struct dtrace_pattern *pattern, char *buf, size_t size)
{
	struct dt_profile_name name;

	if (!may_name_us(pattern))
		return 0;
	if (dt_profile_parse(pattern->name, &name) && is_full())
		return scnprintf(buf, size, "%u other intervals are in use", profile_invented);
	if (!str_has_prefix(pattern->name, "profile-") && !str_has_prefix(pattern->name, "tick-"))
		return 0;
	return scnprintf(buf, size,
			 "a rate of 1 to 5000 a second, or an interval with a unit: ns, us, ms, s, m, h or d");
}

static const struct dtrace_provider_ops profile_ops = {
	.provide	= profile_provide,
	.explain	= profile_explain,
	.enable		= profile_enable,
	.disable	= profile_disable,
	.destroy	= profile_destroy,
};

static const struct dtrace_provider_info profile_info = {
	.name	= PROFILE_NAME,
	.priv	= DTRACE_PRIV_USER,
	.attr	= {
		DTRACE_ATTR(EVOLVING, EVOLVING, COMMON),
		DTRACE_ATTR(UNSTABLE, UNSTABLE, UNKNOWN),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(EVOLVING, EVOLVING, COMMON),
		DTRACE_ATTR(EVOLVING, EVOLVING, COMMON),
	},
	.ops	= &profile_ops,
};

static const char * const listed[] __initconst = {
	"profile-97", "profile-199", "profile-499", "profile-997", "profile-1999", "profile-4001",
	"profile-4999", "tick-1", "tick-10", "tick-100", "tick-500", "tick-1000", "tick-5000",
};

int __init dt_profile_init(void)
{
	struct dt_profile_name name;
	unsigned int i;
	int err;

	err = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "dtrace/profile:online", profile_cpu_online,
				profile_cpu_offline);
	if (err < 0)
		return err;
	err = dtrace_register(&profile_info, NULL, &profile_provider);
	if (err)
		return err;
	dtrace_registry_lock();
	for (i = 0; i < ARRAY_SIZE(listed); i++) {
		if (dt_profile_parse(listed[i], &name))
			create_probe(listed[i], &name, true);
	}
	dtrace_registry_unlock();
	return 0;
}
