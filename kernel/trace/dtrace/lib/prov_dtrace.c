// SPDX-License-Identifier: GPL-2.0
/*
 * The provider "dtrace": BEGIN, END and ERROR, probes 1, 2 and 3. The engine itself fires them,
 * for one consumer each.
 */
#include "ecb.h"

struct dtrace_probe *dt_probe_begin, *dt_probe_end, *dt_probe_error;

static struct dtrace_provider *prov;

static int prov_enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	(void)arg;
	(void)probe;
	(void)parg;
	return 0;
}

static void prov_disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	(void)arg;
	(void)probe;
	(void)parg;
}

static const struct dtrace_provider_ops prov_ops = {
	.enable = prov_enable,
	.disable = prov_disable,
};

static const struct dtrace_provider_info prov_info = {
	.name = "dtrace",
	.priv = DTRACE_PRIV_NONE,
	.attr = {
		DTRACE_ATTR(STABLE, STABLE, COMMON),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(STABLE, STABLE, COMMON),
		DTRACE_ATTR(STABLE, STABLE, COMMON),
	},
	.ops = &prov_ops,
};

int dt_prov_dtrace_init(void)
{
	int err = dtrace_register(&prov_info, NULL, &prov);

	if (err)
		return err;
	dtrace_registry_lock();
	dt_probe_begin = dtrace_probe_create(prov, "", "", "BEGIN", NULL);
	dt_probe_end = dtrace_probe_create(prov, "", "", "END", NULL);
	dt_probe_error = dtrace_probe_create(prov, "", "", "ERROR", NULL);
	dtrace_registry_unlock();
	if (dt_probe_begin && dt_probe_end && dt_probe_error)
		return 0;
	dt_prov_dtrace_exit();
	return -ENOMEM;
}

void dt_prov_dtrace_exit(void)
{
	dtrace_unregister(prov);
	dt_probe_begin = NULL;
	dt_probe_end = NULL;
	dt_probe_error = NULL;
}
