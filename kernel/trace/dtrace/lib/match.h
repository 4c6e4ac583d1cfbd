/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From a probe description to probes.
 */
#ifndef _DTRACE_LIB_MATCH_H
#define _DTRACE_LIB_MATCH_H

#include "probe.h"

/* Does a description name the probe, and may the consumer use it? Context: as dt_match(). */
bool dt_probe_matches(const struct dtrace_probe *probe, const struct dtrace_pattern *pattern,
		      u32 rights);

/**
 * dt_match() - find the next probe that a description names
 * @pattern: the description
 * @rights: DT_RIGHT_* of the consumer; probes it may not use are passed over
 * @after: probes with greater ids only
 *
 * Context: process, registry lock held. Return: the probe with the smallest such id, or NULL.
 */
struct dtrace_probe *dt_match(const struct dtrace_pattern *pattern, u32 rights, u32 after);

/**
 * dt_match_each() - visit all probes that a description names
 * @fn: called with each probe, ids ascending or in order of a hash chain; a negative return
 *	ends the visit
 * @pattern: description
 * @rights: DT_RIGHT_* of the consumer
 * @arg: passed to the callback
 *
 * Context: process, registry lock held; @fn must not create probes. Return: 0 or what @fn returned.
 */
int dt_match_each(const struct dtrace_pattern *pattern, u32 rights,
		  int (*fn)(struct dtrace_probe *probe, void *arg), void *arg);

bool dt_provider_visible(const struct dtrace_provider *prov, u32 rights);

#endif /* _DTRACE_LIB_MATCH_H */
