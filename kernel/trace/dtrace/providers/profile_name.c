// SPDX-License-Identifier: GPL-2.0
/*
 * Names of the profile provider's probes: parser.
 *
 *	name := ("profile-" | "tick-") digits [unit]
 *
 * Without a unit, and with hz, the number is a rate; else it is an interval.
 * Units are not case-sensitive.
 */
#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/ctype.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "providers/profile_name.h"

struct unit {
	const char	*name;
	u64		ns;		/* 0: a rate */
};

#define MINUTE	(60 * (u64)NSEC_PER_SEC)
#define HOUR	(60 * MINUTE)
#define DAY	(24 * HOUR)

static const struct unit units[] = {
	{ "",		0 },
	{ "hz",		0 },
	{ "ns",		1 },
	{ "nsec",	1 },
	{ "us",		NSEC_PER_USEC },
	{ "usec",	NSEC_PER_USEC },
	{ "ms",		NSEC_PER_MSEC },
	{ "msec",	NSEC_PER_MSEC },
	{ "s",		NSEC_PER_SEC },
	{ "sec",	NSEC_PER_SEC },
	{ "m",		MINUTE },
	{ "min",	MINUTE },
	{ "h",		HOUR },
	{ "hour",	HOUR },
	{ "d",		DAY },
	{ "day",	DAY },
};

static const struct unit *find_unit(const char *text)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (!strcasecmp(units[i].name, text))
			return &units[i];
	}
	return NULL;
}

/* At least one digit; false on overflow */
static bool parse_number(const char **text, u64 *value)
{
	const char *p = *text;

	if (!isdigit(*p))
		return false;
	for (*value = 0; isdigit(*p); p++) {
		if (check_mul_overflow(*value, 10, value) ||
		    check_add_overflow(*value, *p - '0', value))
			return false;
	}
	*text = p;
	return true;
}

static bool to_interval(u64 number, const struct unit *unit, u64 *interval)
{
	if (!number)
		return false;
	if (!unit->ns)
		*interval = div64_u64(NSEC_PER_SEC, number);
	else if (check_mul_overflow(number, unit->ns, interval))
		return false;
	return *interval >= DT_PROFILE_INTERVAL_MIN && *interval <= DT_PROFILE_INTERVAL_MAX;
}

bool dt_profile_parse(const char *text, struct dt_profile_name *name)
{
	const struct unit *unit;
	size_t prefix;
	u64 number;

	name->tick = str_has_prefix(text, "tick-");
	prefix = name->tick ? strlen("tick-") : str_has_prefix(text, "profile-");
	if (!prefix)
		return false;
	text += prefix;
	if (!parse_number(&text, &number))
		return false;
	unit = find_unit(text);
	return unit && to_interval(number, unit, &name->interval);
}
