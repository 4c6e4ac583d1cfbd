// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_nofault_cost: what the window costs, beside what else can survive a bad load.
 *
 * Cycles of the TSC a call; in a guest whose clock counts instructions
 * (scripts/vm --icount) these are instructions. The best of some rounds counts.
 * Not ktime_get(): Xen's clock stands still while another CPU's is ahead.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/timex.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "window.h"

#define CALLS	500
#define ROUNDS	40

struct subject {
	const char *name;
	void (*call)(unsigned long addr);
	unsigned long addr;
};

static u64 value;
static unsigned long bad;

static noinline void nothing(unsigned long addr)
{
	barrier();
}

static noinline void window_load(unsigned long addr)
{
	dtrace_nofault_load(&value, addr, 8, &bad);
}

static noinline void window_user_load(unsigned long addr)
{
	dtrace_nofault_user_load(&value, addr, 8, &bad);
}

static noinline void nested_window(unsigned long addr)
{
	struct dtrace_nofault saved;

	dtrace_nofault_open(&saved);
	dtrace_nofault_close(&saved);
}

/* The outermost one, as in nearly every firing: the round's own is hidden. */
static noinline void outermost_window(unsigned long addr)
{
	this_cpu_write(dtrace_nofault.length, 0);
	nested_window(addr);
}

static noinline void kernel_nofault(unsigned long addr)
{
	value = copy_from_kernel_nofault(&bad, (void *)addr, 8);
}

static noinline void classify(unsigned long addr)
{
	value = dtrace_addr_classify(addr, 8);
}

static noinline void toxic(unsigned long addr)
{
	value = dtrace_addr_toxic(addr, 8);
}

/* Cycles of one round, window open and interrupts off. */
static s64 one_round(const struct subject *subject)
{
	struct outcome out = { };
	unsigned int i;
	s64 cycles;

	window_begin(&out);
	cycles = get_cycles();
	for (i = 0; i < CALLS; i++)
		subject->call(subject->addr);
	cycles = get_cycles() - cycles;
	window_end(&out);
	return cycles;
}

static s64 best_of_rounds(const struct subject *subject)
{
	s64 best = S64_MAX;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++)
		best = min(best, one_round(subject));
	return best;
}

/* Of one call, without the loop and the call itself. */
static s64 cost(struct kunit *test, const char *name, void (*call)(unsigned long addr),
		unsigned long addr)
{
	const struct subject empty = { "nothing", nothing, 0 };
	const struct subject subject = { name, call, addr };
	s64 cycles = best_of_rounds(&subject) - best_of_rounds(&empty);

	kunit_info(test, "%s: %lld.%lld cycles\n",
		   name, cycles / CALLS, abs(cycles) * 10 / CALLS % 10);
	return cycles;
}

static void loads(struct kunit *test)
{
	u64 *page = vmalloc(PAGE_SIZE);
	unsigned long hole = (unsigned long)page + PAGE_SIZE;
	s64 window, other;

	KUNIT_ASSERT_NOT_NULL(test, page);
	kunit_add_action(test, (kunit_action_t *)vfree, page);
	cost(test, "window, outermost", outermost_window, 0);
	cost(test, "window, nested", nested_window, 0);
	cost(test, "load", window_load, (unsigned long)page);
	cost(test, "load, #PF recovered", window_load, hole);
	cost(test, "load, #GP recovered", window_load, NONCANONICAL);
	cost(test, "user load, #PF recovered", window_user_load, 8);
	cost(test, "copy_from_kernel_nofault", kernel_nofault, (unsigned long)page);
	window = cost(test, "load, #PF recovered, again", window_load, hole);
	other = cost(test, "copy_from_kernel_nofault, #PF", kernel_nofault, hole);
	KUNIT_EXPECT_LT(test, window, other);
}

static void policy(struct kunit *test)
{
	u64 *page = vmalloc(PAGE_SIZE);
	s64 text, walk;

	KUNIT_ASSERT_NOT_NULL(test, page);
	kunit_add_action(test, (kunit_action_t *)vfree, page);
	cost(test, "classify", classify, (unsigned long)page);
	text = cost(test, "toxic, kernel image", toxic, (unsigned long)policy);
	walk = cost(test, "toxic, vmalloc", toxic, (unsigned long)page);
	cost(test, "toxic, direct map", toxic, (unsigned long)page_address(vmalloc_to_page(page)));
	KUNIT_EXPECT_LT(test, text, walk);
}

static struct kunit_case cost_cases[] = {
	KUNIT_CASE(loads),
	KUNIT_CASE(policy),
	{ }
};

static struct kunit_suite cost_suite = {
	.name = "dtrace_nofault_cost",
	.test_cases = cost_cases,
};

kunit_test_suite(cost_suite);

MODULE_DESCRIPTION("KUnit measurements of DTrace's no-fault window");
MODULE_LICENSE("GPL");
