// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_cred: which capabilities give which rights, and whose
 * firings a consumer without rights sees.
 */
#include <kunit/test.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/sched.h>

#include "core/cred.h"
#include "lib/env.h"

#define CAP(n)	BIT_ULL(n)

struct rights_case {
	const char	*name;
	u64		caps;
	int		err;
	u32		rights;
};

static const struct rights_case rights_cases[] = {
	{ "none",		0,					-EACCES, 0 },
	{ "ptrace_only",	CAP(CAP_SYS_PTRACE),			-EACCES, 0 },
	{ "bpf_only",		CAP(CAP_BPF),				-EACCES, 0 },
	{ "perfmon",		CAP(CAP_PERFMON),			0, DT_RIGHT_ALLPROC },
	{ "perfmon_bpf",	CAP(CAP_PERFMON) | CAP(CAP_BPF),	0,
	  DT_RIGHT_ALLPROC | DT_RIGHT_KERNEL },
	{ "sys_admin",		CAP(CAP_SYS_ADMIN),			0,
	  DT_RIGHT_ALLPROC | DT_RIGHT_KERNEL | DT_RIGHT_DESTRUCTIVE | DT_RIGHT_KDESTRUCTIVE },
};

static void rights_desc(const struct rights_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(rights, rights_cases, rights_desc);

static void test_rights(struct kunit *test)
{
	const struct rights_case *c = test->param_value;
	struct cred *cred = prepare_creds();
	const struct cred *old;
	u32 rights = 0;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, cred);
	cred->cap_effective.val = c->caps;
	old = override_creds(cred);
	err = dt_cred_rights(&rights);
	revert_creds(old);
	put_cred(cred);
	KUNIT_EXPECT_EQ(test, err, c->err);
	if (!err)
		KUNIT_EXPECT_EQ(test, rights, c->rights);
}

/* A kernel thread is nobody's process, whatever its ids. */
static void test_kernel_thread_is_not_owned(struct kunit *test)
{
	const struct dtrace_firing firing = { };
	struct dt_owner owner;

	dt_host_owner(&owner);
	KUNIT_EXPECT_EQ(test, owner.uid, __kuid_val(current_uid()));
	KUNIT_EXPECT_FALSE(test, dt_host_owns(&owner, &firing));
}

static struct kunit_case cred_cases[] = {
	KUNIT_CASE_PARAM(test_rights, rights_gen_params),
	KUNIT_CASE(test_kernel_thread_is_not_owned),
	{ }
};

static struct kunit_suite cred_suite = {
	.name = "dtrace_cred",
	.test_cases = cred_cases,
};

kunit_test_suite(cred_suite);
