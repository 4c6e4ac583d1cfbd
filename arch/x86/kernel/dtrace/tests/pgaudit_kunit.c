// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_pgaudit: the page tables are clean, and the audit sees what is planted in
 * them.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "pgaudit.h"

/*
 * KUnit runs at boot, before the kernel's text is made read-only: writable and
 * executable memory is for the kselftest page-tables to find.
 */
static void expect_clean(struct kunit *test, const struct dt_pgaudit *audit)
{
	int i;

	for (i = 0; i < PGAUDIT_NFINDINGS; i++) {
		if (i != PGAUDIT_WRITE_EXEC)
			KUNIT_EXPECT_EQ_MSG(test, audit->count[i], 0UL, "%s at 0x%lx, entry 0x%llx",
					    dt_pgaudit_names[i], audit->addr[i], audit->entry[i]);
	}
}

static void kernel_half_is_clean(struct kunit *test)
{
	struct dt_pgaudit audit = { };

	dt_pgaudit_kernel(&audit);
	kunit_info(test, "%lu leaf entries\n", audit.kernel_leaves);
	KUNIT_EXPECT_GT(test, audit.kernel_leaves, 500UL);
	expect_clean(test, &audit);
}

static void *map_page(pgprot_t prot)
{
	return __vmalloc_node_range(PAGE_SIZE, PAGE_SIZE, VMALLOC_START, VMALLOC_END, GFP_KERNEL,
				    prot, 0, NUMA_NO_NODE, __builtin_return_address(0));
}

/* Exactly one entry more is found, and no more once it is gone. */
static void expect_planted(struct kunit *test, pgprot_t prot, enum dt_pgaudit_finding what)
{
	struct dt_pgaudit before = { }, audit = { }, after = { };
	void *at;

	dt_pgaudit_kernel(&before);
	at = map_page(prot);
	KUNIT_ASSERT_NOT_NULL(test, at);
	dt_pgaudit_kernel(&audit);
	vfree(at);
	KUNIT_EXPECT_EQ(test, audit.count[what], before.count[what] + 1);
	if (!before.count[what])
		KUNIT_EXPECT_EQ(test, audit.addr[what], (unsigned long)at);
	dt_pgaudit_kernel(&after);
	KUNIT_EXPECT_EQ(test, after.count[what], before.count[what]);
}

static void write_exec_is_found(struct kunit *test)
{
	if (!(__supported_pte_mask & _PAGE_NX))
		kunit_skip(test, "this CPU has no NX");
	expect_planted(test, PAGE_KERNEL_EXEC, PGAUDIT_WRITE_EXEC);
}

/* The user bit in a leaf: on Xen PV the same entry as the hypervisor makes for a process. */
static void user_bit_is_found(struct kunit *test)
{
	expect_planted(test, PAGE_SHARED, PGAUDIT_USER_USABLE);
}

static struct kunit_case pgaudit_cases[] = {
	KUNIT_CASE(kernel_half_is_clean),
	KUNIT_CASE(write_exec_is_found),
	KUNIT_CASE(user_bit_is_found),
	{ }
};

static struct kunit_suite pgaudit_suite = {
	.name = "dtrace_pgaudit",
	.test_cases = pgaudit_cases,
};

kunit_test_suite(pgaudit_suite);

MODULE_DESCRIPTION("KUnit tests of DTrace's page-table audit");
MODULE_LICENSE("GPL");
