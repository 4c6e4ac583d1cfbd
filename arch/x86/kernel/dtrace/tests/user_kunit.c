// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_nofault_user: user memory is read where it is resident, and nowhere made so.
 */
#include <kunit/test.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/mmu_context.h>
#include <linux/random.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <asm/e820/types.h>

#include "window.h"

#define PAGES	3

/*
 * A KUnit thread has no user memory. kunit_vm_mmap() would give it some, but
 * does not pin the new page tables, which is what Xen PV asks for before use.
 * As with KUnit's own, the end of the thread cleans up.
 */
static void attach_mm(struct kunit *test)
{
	struct mm_struct *mm = mm_alloc();

	KUNIT_ASSERT_NOT_NULL(test, mm);
	mm->task_size = TASK_SIZE;
	arch_pick_mmap_layout(mm, &current->signal->rlim[RLIMIT_STACK]);
	paravirt_enter_mmap(mm);
	kthread_use_mm(mm);
}

/* Three anonymous pages, none of them touched yet. */
static unsigned long user_pages(struct kunit *test, unsigned long prot)
{
	unsigned long addr;

	attach_mm(test);
	addr = kunit_vm_mmap(test, NULL, 0, PAGES * PAGE_SIZE, prot,
			     MAP_ANONYMOUS | MAP_PRIVATE, 0);
	KUNIT_ASSERT_NE_MSG(test, addr, 0UL, "no memory to map");
	KUNIT_ASSERT_LT(test, addr, TASK_SIZE_MAX);
	return addr;
}

static bool resident(unsigned long addr)
{
	struct page *page;

	if (get_user_pages_fast_only(addr, 1, 0, &page) != 1)
		return false;
	put_page(page);
	return true;
}

static void resident_page_is_read(struct kunit *test)
{
	unsigned long addr = user_pages(test, PROT_READ | PROT_WRITE);
	u64 value = 0x1122334455667788ULL;
	struct outcome out;
	char buf[8];

	KUNIT_ASSERT_EQ(test, put_user(value, (u64 __user *)(addr + 16)), 0);
	out = user_load(addr + 16, 8);
	expect_no_fault(test, &out);
	KUNIT_EXPECT_EQ(test, out.val, value);
	out = user_load(addr + 18, 2);
	expect_no_fault(test, &out);
	KUNIT_EXPECT_EQ(test, out.val, 0x5566ULL);
	out = user_copy(buf, addr + 16, sizeof(buf));
	expect_no_fault(test, &out);
	KUNIT_EXPECT_EQ(test, out.copied, sizeof(buf));
	KUNIT_EXPECT_MEMEQ(test, buf, &value, sizeof(buf));
}

static void absent_page_stays_absent(struct kunit *test)
{
	unsigned long addr = user_pages(test, PROT_READ | PROT_WRITE);
	struct outcome out;
	char buf[8] = { };

	out = user_load(addr + 16, 8);
	expect_fault(test, &out, X86_TRAP_PF, addr + 16);
	out = user_copy(buf, addr + 16, sizeof(buf));
	expect_fault(test, &out, X86_TRAP_PF, addr + 16);
	KUNIT_EXPECT_EQ(test, out.copied, 0UL);
	out = user_store(addr + 16, buf, sizeof(buf));
	expect_fault(test, &out, X86_TRAP_PF, addr + 16);
	KUNIT_EXPECT_FALSE(test, resident(addr));

	KUNIT_ASSERT_EQ(test, put_user(0, (int __user *)addr), 0);
	KUNIT_EXPECT_TRUE(test, resident(addr));
}

static void copy_ends_where_residence_ends(struct kunit *test)
{
	unsigned long addr = user_pages(test, PROT_READ | PROT_WRITE);
	unsigned long second = addr + PAGE_SIZE;
	struct outcome out;
	char buf[64];

	KUNIT_ASSERT_EQ(test, clear_user((void __user *)addr, PAGE_SIZE), 0UL);
	out = user_copy(buf, second - 13, sizeof(buf));
	expect_fault(test, &out, X86_TRAP_PF, second);
	KUNIT_EXPECT_EQ(test, out.copied, 13UL);
	out = user_store(second - 21, buf, sizeof(buf));
	expect_fault(test, &out, X86_TRAP_PF, second);
	KUNIT_EXPECT_EQ(test, out.copied, 21UL);
	KUNIT_EXPECT_FALSE(test, resident(second));
}

static void store_is_seen(struct kunit *test)
{
	unsigned long addr = user_pages(test, PROT_READ | PROT_WRITE);
	static const char text[] = "stored from probe context";
	char back[sizeof(text)];
	struct outcome out;

	KUNIT_ASSERT_EQ(test, put_user(0, (int __user *)addr), 0);
	out = user_store(addr + 3, text, sizeof(text));
	expect_no_fault(test, &out);
	KUNIT_EXPECT_EQ(test, out.copied, sizeof(text));
	KUNIT_ASSERT_EQ(test, copy_from_user(back, (void __user *)(addr + 3), sizeof(back)), 0UL);
	KUNIT_EXPECT_STREQ(test, back, text);
}

/* A read maps the zero page read-only: a store must not write to it. */
static void store_to_read_only_page_faults(struct kunit *test)
{
	unsigned long addr = user_pages(test, PROT_READ | PROT_WRITE);
	struct outcome out;
	int value = 1;

	KUNIT_ASSERT_EQ(test, get_user(value, (int __user *)addr), 0);
	KUNIT_ASSERT_EQ(test, value, 0);
	value = 1;
	out = user_store(addr, &value, sizeof(value));
	expect_fault(test, &out, X86_TRAP_PF, addr);
	KUNIT_ASSERT_EQ(test, get_user(value, (int __user *)addr), 0);
	KUNIT_EXPECT_EQ(test, value, 0);
}

/*
 * Why the policy is ours: without SMAP, and always on Xen PV, a kernel load of
 * a user address reads it. Classification has to refuse it first.
 */
static void kernel_load_of_user_address(struct kunit *test)
{
	unsigned long addr = user_pages(test, PROT_READ | PROT_WRITE);
	struct outcome out;

	KUNIT_ASSERT_EQ(test, put_user(0x4242, (u64 __user *)addr), 0);
	KUNIT_EXPECT_EQ(test, dtrace_addr_classify(addr, 8), DTRACE_ADDR_USER);
	out = load(addr, 8);
	if (boot_cpu_has(X86_FEATURE_SMAP)) {
		expect_fault(test, &out, X86_TRAP_PF, addr);
	} else {
		expect_no_fault(test, &out);
		KUNIT_EXPECT_EQ(test, out.val, 0x4242ULL);
	}
}

static void access_is_closed_after_a_fault(struct kunit *test)
{
	unsigned long addr = user_pages(test, PROT_READ | PROT_WRITE);
	struct outcome out;

	if (!boot_cpu_has(X86_FEATURE_SMAP))
		kunit_skip(test, "this CPU shows no SMAP");
	KUNIT_ASSERT_EQ(test, put_user(0x4242, (u64 __user *)addr), 0);
	out = user_load(addr + PAGE_SIZE, 8);
	expect_fault(test, &out, X86_TRAP_PF, addr + PAGE_SIZE);
	out = load(addr, 8);
	expect_fault(test, &out, X86_TRAP_PF, addr);
}

static unsigned long addr_of_user(const void *pgd, unsigned long addr)
{
	struct outcome out = { };

	window_begin(&out);
	addr = dtrace_addr_of_user((unsigned long)pgd, addr);
	window_end(&out);
	return addr;
}

/* The page table need not be loaded. */
static void page_of_another_process_is_found(struct kunit *test)
{
	unsigned long addr = user_pages(test, PROT_READ | PROT_WRITE), found[2];
	struct mm_struct *mm = current->mm;
	int value = 0x4242;

	KUNIT_ASSERT_EQ(test, put_user(value, (int __user *)(addr + 16)), 0);
	kthread_unuse_mm(mm);
	found[0] = addr_of_user(mm->pgd, addr + 16);
	found[1] = addr_of_user(mm->pgd, addr + PAGE_SIZE);
	kthread_use_mm(mm);
	KUNIT_ASSERT_NE(test, found[0], 0UL);
	KUNIT_EXPECT_EQ(test, *(int *)found[0], value);
	KUNIT_EXPECT_EQ(test, found[1], 0UL);
	KUNIT_EXPECT_FALSE(test, resident(addr + PAGE_SIZE));
}

static void kernel_half_has_no_user_page(struct kunit *test)
{
	void *page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, addr_of_user(init_mm.pgd, (unsigned long)page), 0UL);
	KUNIT_EXPECT_EQ(test, addr_of_user(init_mm.pgd, TASK_SIZE_MAX), 0UL);
	KUNIT_EXPECT_EQ(test, addr_of_user(init_mm.pgd, 0x400000), 0UL);
}

/* A table that was freed holds anything, and may be anywhere. */
static void bad_page_table_is_harmless(struct kunit *test)
{
	const unsigned long nowhere[] = {
		0, 0x400000, NONCANONICAL, PAGE_OFFSET + ISA_START_ADDRESS, -PAGE_SIZE,
	};
	u64 *page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	unsigned int round, i;

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (i = 0; i < ARRAY_SIZE(nowhere); i++)
		KUNIT_EXPECT_EQ(test, addr_of_user((void *)nowhere[i], 0x400000), 0UL);
	for (round = 0; round < 100; round++) {
		get_random_bytes(page, PAGE_SIZE);
		for (i = 0; i < PTRS_PER_PGD / 2; i++)
			addr_of_user(page, (unsigned long)i << PGDIR_SHIFT);
	}
	/* A table whose entries are all itself */
	for (i = 0; i < PTRS_PER_PGD; i++)
		page[i] = __pa(page) | _PAGE_PRESENT | _PAGE_USER | _PAGE_RW;
	addr_of_user(page, 0x400000);
}

static struct kunit_case user_cases[] = {
	KUNIT_CASE(resident_page_is_read),
	KUNIT_CASE(absent_page_stays_absent),
	KUNIT_CASE(copy_ends_where_residence_ends),
	KUNIT_CASE(store_is_seen),
	KUNIT_CASE(store_to_read_only_page_faults),
	KUNIT_CASE(kernel_load_of_user_address),
	KUNIT_CASE(access_is_closed_after_a_fault),
	KUNIT_CASE(page_of_another_process_is_found),
	KUNIT_CASE(kernel_half_has_no_user_page),
	KUNIT_CASE(bad_page_table_is_harmless),
	{ }
};

static struct kunit_suite user_suite = {
	.name = "dtrace_nofault_user",
	.test_cases = user_cases,
};

kunit_test_suite(user_suite);

MODULE_DESCRIPTION("KUnit tests of DTrace's user loads");
MODULE_LICENSE("GPL");
