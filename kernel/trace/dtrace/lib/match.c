// SPDX-License-Identifier: GPL-2.0
/*
 * Matching of probe descriptions: by id, along the chain of an exact function, or over all probes.
 */
#include "glob.h"
#include "match.h"

/*
 * Whoever traces the kernel needs the right to do so. Probes of processes are for everyone: those
 * who may see their own only get no other firings (dt_host_owns()).
 */
bool dt_provider_visible(const struct dtrace_provider *prov, u32 rights)
{
	return !(prov->info->priv & DTRACE_PRIV_KERNEL) || (rights & DT_RIGHT_KERNEL);
}

bool dt_probe_matches(const struct dtrace_probe *probe, const struct dtrace_pattern *p,
		      u32 rights)
{
	if (!dt_provider_visible(probe->provider, rights))
		return false;
	if (p->id)
		return p->id == probe->id;
	return dt_glob_match(p->provider, probe->names.provider) &&
	       dt_glob_match(p->function, probe->names.function) &&
	       dt_glob_match(p->name, probe->names.name) &&
	       dt_glob_match(p->module, probe->names.module);
}

struct dtrace_probe *dt_match(const struct dtrace_pattern *pattern, u32 rights, u32 after)
{
	struct dtrace_probe *probe;
	u32 id, max = dt_probe_id_max();

	for (id = after + 1; id <= max && id; id++) {
		probe = dt_probe_by_id(id);
		if (probe && dt_probe_matches(probe, pattern, rights))
			return probe;
	}
	return NULL;
}

static int match_chain(const struct dtrace_pattern *pattern, u32 rights,
		       int (*fn)(struct dtrace_probe *probe, void *arg), void *arg)
{
	struct dtrace_probe *probe = dt_probe_chain_function(pattern->function);
	int err = 0;

	for (; probe && err >= 0; probe = probe->chain[DT_PROBE_BY_FUNCTION]) {
		if (dt_probe_matches(probe, pattern, rights))
			err = fn(probe, arg);
	}
	return err < 0 ? err : 0;
}

static int match_all(const struct dtrace_pattern *pattern, u32 rights,
		     int (*fn)(struct dtrace_probe *probe, void *arg), void *arg)
{
	struct dtrace_probe *probe;
	int err = 0;
	u32 id = 0;

	while (err >= 0 && (probe = dt_match(pattern, rights, id))) {
		id = probe->id;
		err = fn(probe, arg);
	}
	return err < 0 ? err : 0;
}

int dt_match_each(const struct dtrace_pattern *pattern, u32 rights,
		  int (*fn)(struct dtrace_probe *probe, void *arg), void *arg)
{
	struct dtrace_probe *probe;

	dtrace_registry_assert_held();
	if (pattern->id) {
		probe = dt_probe_by_id(pattern->id);
		if (!probe || !dt_probe_matches(probe, pattern, rights))
			return 0;
		return min(fn(probe, arg), 0);
	}
	if (dt_glob_is_plain(pattern->function))
		return match_chain(pattern, rights, fn, arg);
	return match_all(pattern, rights, fn, arg);
}
