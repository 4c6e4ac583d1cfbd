/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of the profile provider's probes: profile-N[unit] and tick-N[unit].
 */
#ifndef _DTRACE_PROVIDERS_PROFILE_NAME_H
#define _DTRACE_PROVIDERS_PROFILE_NAME_H

#include <linux/types.h>

#define DT_PROFILE_INTERVAL_MIN	200000ull		/* ns: 5000 Hz */
#define DT_PROFILE_INTERVAL_MAX	1000000000000000000ull	/* ns */

/**
 * struct dt_profile_name - what a name says
 * @tick: fires on one CPU rather than on all
 * @interval: ns between firings
 */
struct dt_profile_name {
	bool	tick;
	u64	interval;
};

/**
 * dt_profile_parse() - take a name apart
 * @text: the name
 * @name: the result
 *
 * Context: any. Return: false if it is no name of this provider, or the
 * interval is out of range.
 */
bool dt_profile_parse(const char *text, struct dt_profile_name *name);

#endif /* _DTRACE_PROVIDERS_PROFILE_NAME_H */
