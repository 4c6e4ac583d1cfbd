// SPDX-License-Identifier: GPL-2.0
/*
 * The provider typed of the in-process device: probes with types, which fire at every tick probe.
 *
 *   work-start(struct workload *w : workinfo_t *, int n, char *name : string)
 *   work-done(struct workload *w, uint8_t status)
 *   work-lost(struct nowhere_t *w : nowhere_t *)
 */
#include "host.h"
#include "inproc_providers.h"

/* As test programs declare it */
struct workload {
	int id;
	char name[16];
	struct workload *next;
};

struct typed_probe {
	const char *name;
	const struct dtrace_argtype *types;
	struct dtrace_probe *probe;
	bool enabled;
};

static const struct dtrace_argtype start_types[] = {
	{ "struct workload *", "workinfo_t *", 1 },
	{ "int", NULL, 0 },
	{ "char *", "string", 2 },
	{ NULL, NULL, 0 },
};

static const struct dtrace_argtype done_types[] = {
	{ "struct workload *", NULL, 0 },
	{ "uint8_t", NULL, 1 },
	{ NULL, NULL, 0 },
};

static const struct dtrace_argtype lost_types[] = {
	{ "void *", "nowhere_t *", 0 },
	{ NULL, NULL, 0 },
};

static struct typed_probe probes[] = {
	{ "work-start", start_types, NULL, false },
	{ "work-done", done_types, NULL, false },
	{ "work-lost", lost_types, NULL, false },
};

static struct dtrace_provider *typed;
static struct workload *loads;	/* two, linked */

static int enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct typed_probe *t = parg;

	(void)arg;
	(void)probe;
	t->enabled = true;
	return 0;
}

static void disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct typed_probe *t = parg;

	(void)arg;
	(void)probe;
	t->enabled = false;
}

static int argdesc(void *arg, struct dtrace_probe *probe, void *parg, unsigned int n,
		   struct dtrace_argdesc *desc)
{
	const struct typed_probe *t = parg;

	(void)arg;
	(void)probe;
	return dtrace_argdesc_row(desc, t->types, n);
}

static const struct dtrace_provider_ops ops = {
	.enable = enable,
	.disable = disable,
	.argdesc = argdesc,
};

static const struct dtrace_provider_info info = {
	.name = "typed",
	.priv = DTRACE_PRIV_KERNEL,
	.attr = {
		DTRACE_ATTR(EVOLVING, EVOLVING, ISA), DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN), DTRACE_ATTR(EVOLVING, EVOLVING, ISA),
		DTRACE_ATTR(EVOLVING, EVOLVING, ISA),
	},
	.args_from = DTRACE_ARGS_DESCRIBED,
	.ops = &ops,
};

/* The upper half of narrow arguments is garbage, as in registers. */
void inproc_typed_fire(void)
{
	const u64 first = (uintptr_t)loads, garbage = 0xdeadbeef00000000ULL;
	const u64 args[][3] = {
		{ garbage | (u32)-5, first, (uintptr_t)loads->name },
		{ first, garbage | 0x1ff, 0 },
		{ first, 0, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		const struct dtrace_firing firing = { .args = args[i], .nargs = 3 };

		if (probes[i].enabled)
			dtrace_probe_fire(probes[i].probe, &firing);
	}
}

static void fill_loads(void)
{
	loads[0] = (struct workload){ 7, "first", &loads[1] };
	loads[1] = (struct workload){ 8, "second", NULL };
}

int inproc_typed_init(void)
{
	size_t i;
	int err;

	loads = dt_host_zalloc(2 * sizeof(*loads));
	if (!loads)
		return -ENOMEM;
	fill_loads();
	err = dtrace_register(&info, NULL, &typed);
	if (err) {
		dt_host_free(loads);
		return err;
	}
	dtrace_registry_lock();
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		probes[i].probe = dtrace_probe_create(typed, "demo", "work", probes[i].name, &probes[i]);
		if (!probes[i].probe)
			err = -ENOMEM;
	}
	dtrace_registry_unlock();
	if (err)
		inproc_typed_exit();
	return err;
}

void inproc_typed_exit(void)
{
	dtrace_unregister(typed);
	dt_host_free(loads);
}
