// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_profile: names of the profile provider.
 */
#include <kunit/test.h>
#include <linux/time64.h>

#include "providers/profile_name.h"

struct name_case {
	const char	*text;
	bool		tick;
	u64		interval;	/* 0: refused */
};

static const struct name_case name_cases[] = {
	{ "profile-97",		false,	NSEC_PER_SEC / 97 },
	{ "profile-4999hz",	false,	NSEC_PER_SEC / 4999 },
	{ "profile-5000",	false,	200000 },
	{ "tick-1",		true,	NSEC_PER_SEC },
	{ "tick-1s",		true,	NSEC_PER_SEC },
	{ "tick-5SEC",		true,	5ull * NSEC_PER_SEC },
	{ "tick-10ms",		true,	10 * NSEC_PER_MSEC },
	{ "tick-10Msec",	true,	10 * NSEC_PER_MSEC },
	{ "tick-200us",		true,	200 * NSEC_PER_USEC },
	{ "tick-200000ns",	true,	200 * NSEC_PER_USEC },
	{ "tick-250usec",	true,	250 * NSEC_PER_USEC },
	{ "tick-300000nsec",	true,	300 * NSEC_PER_USEC },
	{ "tick-2m",		true,	120ull * NSEC_PER_SEC },
	{ "tick-1min",		true,	60ull * NSEC_PER_SEC },
	{ "tick-1h",		true,	3600ull * NSEC_PER_SEC },
	{ "tick-1hour",		true,	3600ull * NSEC_PER_SEC },
	{ "tick-1d",		true,	86400ull * NSEC_PER_SEC },
	{ "tick-11574day",	true,	11574ull * 86400 * NSEC_PER_SEC },
	{ "tick-11575day" },		/* above 10^18 ns */
	{ "tick-1000000000s",	true,	1000000000ull * NSEC_PER_SEC },
	{ "tick-1000000001s" },
	{ "profile-5001" },		/* too fast */
	{ "tick-199999ns" },
	{ "tick-1ns" },
	{ "tick-0" },
	{ "tick-0s" },
	{ "tick-" },
	{ "tick" },
	{ "tick-s" },
	{ "tick--1" },
	{ "tick-1 s" },
	{ "tick-1ss" },
	{ "tick-1*" },
	{ "tock-1s" },
	{ "Tick-1s" },
	{ "xprofile-97" },
	{ "profile-18446744073709551616" },	/* 2^64 */
	{ "profile-18446744073709551617s" },
	{ "tick-213503982334602d" },		/* times a day wraps */
	{ "" },
};

static void name_desc(const struct name_case *c, char *desc)
{
	strscpy(desc, *c->text ? c->text : "(empty)", KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(name, name_cases, name_desc);

static void test_name(struct kunit *test)
{
	const struct name_case *c = test->param_value;
	struct dt_profile_name name;
	bool ok = dt_profile_parse(c->text, &name);

	KUNIT_ASSERT_EQ(test, ok, !!c->interval);
	if (!ok)
		return;
	KUNIT_EXPECT_EQ(test, name.tick, c->tick);
	KUNIT_EXPECT_EQ(test, name.interval, c->interval);
}

static struct kunit_case profile_tests[] = {
	KUNIT_CASE_PARAM(test_name, name_gen_params),
	{ }
};

static struct kunit_suite profile_suite = {
	.name = "dtrace_profile",
	.test_cases = profile_tests,
};

kunit_test_suite(profile_suite);
