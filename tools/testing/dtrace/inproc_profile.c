// SPDX-License-Identifier: GPL-2.0
/*
 * The provider profile of the in-process device: tick-N and profile-N on the fake clock.
 */
#include <ctype.h>
#include <strings.h>

#include "host.h"
#include "inproc_providers.h"

#define MIN_NS	200000ULL
#define MAX_NS	1000000000000000000ULL

/* arg0 is the program counter in the kernel, or else arg1 the one in user space; here always a user's */
#define USER_PC	0x401000

struct timer {
	struct timer *next;	/* all of them */
	struct dtrace_probe *probe;
	bool tick, enabled;
	u64 interval, due;
};

static struct dtrace_provider *profile;
static struct timer *timers;

static const char * const listed[] = {
	"profile-97", "profile-199", "profile-499", "profile-997", "profile-1999", "profile-4001", "profile-4999",
	"tick-1", "tick-10", "tick-100", "tick-500", "tick-1000", "tick-5000",
};

static const struct {
	const char *name;
	u64 ns;		/* 0: a rate */
} units[] = {
	{ "", 0 }, { "hz", 0 }, { "ns", 1 }, { "nsec", 1 }, { "us", 1000 }, { "usec", 1000 },
	{ "ms", 1000000 }, { "msec", 1000000 }, { "s", 1000000000 }, { "sec", 1000000000 },
	{ "m", 60000000000 }, { "min", 60000000000 }, { "h", 3600000000000 }, { "hour", 3600000000000 },
	{ "d", 86400000000000 }, { "day", 86400000000000 },
};

/* ns of "number[unit]", 0 when it is none or out of range */
static u64 parse_interval(const char *text)
{
	unsigned long long n, ns = 0;
	char *unit;
	size_t i;

	if (!isdigit(*text))
		return 0;
	n = strtoull(text, &unit, 10);
	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (strcasecmp(units[i].name, unit) || !n)
			continue;
		if (!units[i].ns)
			ns = 1000000000ULL / n;
		else if (n <= MAX_NS / units[i].ns)
			ns = n * units[i].ns;
	}
	return ns >= MIN_NS && ns <= MAX_NS ? ns : 0;
}

static void create(const char *name)
{
	bool tick = !strncmp(name, "tick-", 5);
	struct timer *t;
	u64 ns = 0;

	if (tick)
		ns = parse_interval(name + 5);
	else if (!strncmp(name, "profile-", 8))
		ns = parse_interval(name + 8);
	if (!ns)
		return;
	t = dt_host_zalloc(sizeof(*t));
	if (!t)
		return;
	t->tick = tick;
	t->interval = ns;
	t->probe = dtrace_probe_create(profile, "", "", name, t);
	if (!t->probe) {	/* exists */
		dt_host_free(t);
		return;
	}
	t->next = timers;
	timers = t;
}

static void provide(void *arg, const struct dtrace_pattern *pattern)
{
	size_t i;

	(void)arg;
	for (i = 0; i < ARRAY_SIZE(listed); i++)
		create(listed[i]);
	if (pattern && !*pattern->module && !*pattern->function)
		create(pattern->name);
}

static int enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct timer *t = parg;

	(void)arg;
	(void)probe;
	t->enabled = true;
	t->due = dt_host_clock() + t->interval;
	return 0;
}

static void disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct timer *t = parg;

	(void)arg;
	(void)probe;
	t->enabled = false;
}

static void destroy(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct timer **p = &timers;

	(void)arg;
	(void)probe;
	while (*p != parg)
		p = &(*p)->next;
	*p = (*p)->next;
	dt_host_free(parg);
}

static const struct dtrace_provider_ops ops = {
	.provide = provide,
	.enable = enable,
	.disable = disable,
	.destroy = destroy,
};

static const struct dtrace_provider_info info = {
	.name = "profile",
	.priv = DTRACE_PRIV_USER,
	.attr = {
		DTRACE_ATTR(UNSTABLE, UNSTABLE, COMMON), DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN), DTRACE_ATTR(UNSTABLE, UNSTABLE, COMMON),
		DTRACE_ATTR(UNSTABLE, UNSTABLE, COMMON),
	},
	.ops = &ops,
};

static struct timer *earliest(void)
{
	struct timer *t, *first = NULL;

	for (t = timers; t; t = t->next) {
		if (t->enabled && (!first || t->due < first->due))
			first = t;
	}
	return first;
}

u64 inproc_profile_next(void)
{
	struct timer *t = earliest();

	return t ? t->due : U64_MAX;
}

static void fire_timer(const struct timer *t)
{
	const u64 args[] = { 0, USER_PC };
	const struct dtrace_firing firing = { .args = args, .nargs = ARRAY_SIZE(args) };
	unsigned int cpu, was = dt_host_cpu();

	for (cpu = 0; cpu < (t->tick ? 1 : dt_host_ncpus()); cpu++) {
		if (!dt_host_cpu_online(cpu))
			continue;
		host_set_cpu(cpu);
		dtrace_probe_fire(t->probe, &firing);
	}
	host_set_cpu(was);
	if (t->tick)
		inproc_typed_fire();
}

void inproc_profile_run(u64 now)
{
	struct timer *t;

	while ((t = earliest()) && t->due <= now) {
		t->due += t->interval;
		fire_timer(t);
	}
}

int inproc_profile_init(void)
{
	return dtrace_register(&info, NULL, &profile);
}

void inproc_profile_exit(void)
{
	dtrace_unregister(profile);
}
