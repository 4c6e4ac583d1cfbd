// SPDX-License-Identifier: GPL-2.0
/*
 * The provider test of the in-process device: four probes that a test fires itself.
 */
#include "host.h"
#include "inproc.h"
#include "inproc_providers.h"

#define NPROBES	5
#define NFIRST	4	/* there from the start */

struct test_probe {
	struct dtrace_probe *probe;
	int enabled, refuse, refuse_demands;
	unsigned int present, told;
};

static struct dtrace_provider *test;
static struct test_probe probes[NPROBES];
static struct test_probe *nested;
static bool nested_nmi;
static unsigned int settled;
static int settle_err;
static const char * const names[NPROBES] = { "a", "b", "c", "d", "e" };

static struct test_probe *find(const char *name)
{
	int i;

	for (i = 0; i < NPROBES; i++) {
		if (!strcmp(names[i], name))
			return &probes[i];
	}
	return NULL;
}

static int enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct test_probe *t = parg;

	(void)arg;
	if (dtrace_probe_demands(probe) && t->refuse_demands)
		return t->refuse_demands;
	if (!t->refuse)
		t->enabled++;
	return t->refuse;
}

static const char *refusal(void *arg, struct dtrace_probe *probe, void *parg)
{
	const struct test_probe *t = parg;

	(void)arg;
	(void)probe;
	return t->refuse == -EPERM ? "the test does not want it" : NULL;
}

static void disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct test_probe *t = parg;

	(void)arg;
	(void)probe;
	t->enabled = 0;
}

static int settle(void *arg)
{
	(void)arg;
	settled++;
	return settle_err;
}

/* Things are numbered from 1. */
static void present(void *arg, struct dtrace_probe *probe, void *parg, struct dtrace_present *to)
{
	struct test_probe *t = parg;
	u64 n = 1;
	const struct dtrace_firing firing = { .args = &n, .nargs = 1 };

	(void)arg;
	(void)probe;
	for (; n <= t->present && dtrace_present_fire(to, &firing); n++)
		t->told++;
}

static void fire_nested(void)
{
	static const u64 args[1];
	const struct dtrace_firing firing = { .args = args };

	host_set_nmi(nested_nmi);
	dtrace_probe_fire(nested->probe, &firing);
	host_set_nmi(false);
}

/* A firing without args: the argument n is 1000 + n. */
static __u64 getarg(void *parg, const struct dtrace_firing *firing, unsigned int n)
{
	(void)parg;
	(void)firing;
	if (nested)
		fire_nested();
	return 1000 + n;
}

static const struct dtrace_provider_ops ops = {
	.enable = enable,
	.refusal = refusal,
	.disable = disable,
	.settle = settle,
	.present = present,
	.getarg = getarg,
};

static const struct dtrace_provider_info info = {
	.name = "test",
	.priv = DTRACE_PRIV_KERNEL,
	.demands = DTRACE_DEMAND_EXACT,
	.attr = {
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN), DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN), DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
	},
	.ops = &ops,
};

int dt_inproc_fire_on(unsigned int cpu, const char *name, const struct dtrace_firing *firing)
{
	struct test_probe *t = find(name);

	if (!t || !t->probe)
		return -ENOENT;
	host_set_cpu(cpu);
	dtrace_probe_fire(t->probe, firing);
	return 0;
}

int dt_inproc_fire(const char *name, const uint64_t *args, uint32_t nargs)
{
	u64 values[10] = { 0 };
	const struct dtrace_firing firing = { .args = values, .nargs = min(nargs, 10u) };
	u32 i;

	for (i = 0; i < firing.nargs; i++)
		values[i] = args[i];
	return dt_inproc_fire_on(dt_host_cpu(), name, &firing);
}

int dt_inproc_enabled(const char *name)
{
	const struct test_probe *t = find(name);

	return t ? t->enabled : 0;
}

void dt_inproc_refuse(const char *name, int err)
{
	find(name)->refuse = err;
}

void dt_inproc_refuse_demands(const char *name, int err)
{
	find(name)->refuse_demands = err;
}

unsigned int dt_inproc_demands(const char *name)
{
	return dtrace_probe_demands(find(name)->probe);
}

unsigned int dt_inproc_present(const char *name, unsigned int n)
{
	struct test_probe *t = find(name);
	unsigned int told = t->told;

	t->present = n;
	t->told = 0;
	return told;
}

unsigned int dt_inproc_settled(int err)
{
	unsigned int n = settled;

	settled = 0;
	settle_err = err;
	return n;
}

static bool is_probe(void *parg, void *arg)
{
	return parg == arg;
}

void dt_inproc_remove(const char *name)
{
	struct test_probe *t = find(name);

	dtrace_registry_lock();
	dtrace_probes_destroy(test, is_probe, t);
	t->probe = NULL;
	dtrace_registry_unlock();
}

void dt_inproc_nest(const char *name, int nmi)
{
	nested = name ? find(name) : NULL;
	nested_nmi = nmi;
}

int inproc_test_init(void)
{
	int i, err = dtrace_register(&info, NULL, &test);

	if (err)
		return err;
	dtrace_registry_lock();
	for (i = 0; i < NFIRST; i++) {
		probes[i].probe = dtrace_probe_create(test, "test", "probe", names[i], &probes[i]);
		if (!probes[i].probe)
			err = -ENOMEM;
	}
	dtrace_registry_unlock();
	if (err)
		inproc_test_exit();
	return err;
}

void inproc_test_exit(void)
{
	dtrace_unregister(test);
	memset(probes, 0, sizeof(probes));
}

void dt_inproc_add(void)
{
	struct test_probe *t = &probes[NFIRST];

	dtrace_registry_lock();
	t->probe = dtrace_probe_create(test, "test", "probe", names[NFIRST], t);
	dtrace_registry_unlock();
}

void dt_inproc_miss(const char *name, uint64_t n)
{
	dtrace_probe_missed(find(name)->probe, n);
}
