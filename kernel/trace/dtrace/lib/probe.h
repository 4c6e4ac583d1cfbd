/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Providers, probes and their registry. Everything here is guarded by the registry lock; the
 * probe path reads dtrace_probe.ecbs and what the creation of the probe fixed.
 */
#ifndef _DTRACE_LIB_PROBE_H
#define _DTRACE_LIB_PROBE_H

#include "mstate.h"

struct dt_ecb;

/* Chains a probe is found by */
enum dt_probe_key {
	DT_PROBE_BY_NAMES,	/* all four names: is there such a probe already */
	DT_PROBE_BY_FUNCTION,	/* descriptions with an exact function */
	DT_PROBE_NKEYS,
};

/**
 * struct dtrace_provider - a registered provider
 * @info: as registered
 * @arg: passed to its callbacks
 * @next: list of all providers, in order of registration
 * @probes: its probes, newest first
 * @unsettled: probes were enabled or disabled since dt_provider_settle()
 */
struct dtrace_provider {
	const struct dtrace_provider_info *info;
	void			*arg;
	struct dtrace_provider	*next;
	struct dtrace_probe	*probes;
	bool			unsettled;
};

/**
 * struct dtrace_probe - a probe
 *
 * Its memory outlasts it while ECBs refer to it: its id and names are what their records are of.
 *
 * @ecbs: ECBs in the order they run; written under the registry lock, read by firings; NULL:
 *	not enabled
 * @counter: the ECB of @ecbs if it is the only one and does nothing but count, else NULL; written
 *	and read as @ecbs
 * @getarg: of the provider, may be NULL
 * @parg: passed to the callbacks of the provider
 * @id: from 1, not used again while anything refers to it
 * @born: number of its creation, from 1, of all that there ever were
 * @refs: one while the probe exists, and those of dt_probe_get(); under the registry lock
 * @demands: DTRACE_DEMAND_* of its ECBs since it was enabled
 * @names: fixed at creation
 * @provider: its provider
 * @provider_next: next probe of the provider
 * @chain: next probe with the same hash, by enum dt_probe_key
 * @pchain: what points to this probe in each chain
 * @hash: by enum dt_probe_key
 */
struct dtrace_probe {
	struct dt_ecb		*ecbs;
	struct dt_ecb		*counter;
	u64			(*getarg)(void *parg, const struct dtrace_firing *firing,
					  unsigned int n);
	void			*parg;
	u32			id;
	u32			refs;
	u32			demands;
	u64			born;
	struct dt_probe_names	names;
	struct dtrace_provider	*provider;
	struct dtrace_probe	*provider_next;
	struct dtrace_probe	*chain[DT_PROBE_NKEYS];
	struct dtrace_probe	**pchain[DT_PROBE_NKEYS];
	u32			hash[DT_PROBE_NKEYS];
};

int dt_registry_init(void);
void dt_registry_exit(void);
bool dt_registry_trylock(void);	/* then dtrace_registry_unlock() */

struct dtrace_provider *dt_provider_first(void);
struct dtrace_provider *dt_provider_find(const char *name);
/* Let providers create what the pattern names. Context: process, registry lock held. */
void dt_provider_provide(const struct dtrace_pattern *pattern);
/* Why a pattern matches no probe. Return: length of the text, 0: unknown. Context: as above. */
size_t dt_provider_explain(const struct dtrace_pattern *pattern, u32 rights, char *buf,
			   size_t size);
/*
 * End of a set of calls of enable() and disable(): they take effect. Return: 0 or the first error
 * of a provider. Context: process, registry lock held; may sleep.
 */
int dt_provider_settle(void);

int dt_probe_init(void);
void dt_probe_exit(void);
/* The highest id that there was. Context: process, registry lock held. */
u32 dt_probe_id_max(void);
/* @born of the probe that was created last. Context: any. */
u64 dt_probe_newest(void);
struct dtrace_probe *dt_probe_by_id(u32 id);	/* NULL: no such probe */
/* Keep the id and the names of a probe that may go; give them back. Context: registry lock held. */
void dt_probe_get(struct dtrace_probe *probe);
void dt_probe_put(struct dtrace_probe *probe);
/*
 * First probe of a chain; follow chain[DT_PROBE_BY_FUNCTION], whose members may have other
 * functions too
 */
struct dtrace_probe *dt_probe_chain_function(const char *function);

#endif /* _DTRACE_LIB_PROBE_H */
