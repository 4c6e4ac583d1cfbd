// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_patched: what is said of an address that jump labels or static calls may patch
 * is what those say who patch it, byte for byte.
 */
#include <kunit/test.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/static_call.h>

#include <asm/sections.h>

#include "../point.h"

#define EACH	32	/* of so many is asked: their owners take long to answer */
#define BEFORE	2
#define BEHIND	6

static enum dtrace_point_refusal owners_say(unsigned long addr)
{
	void *p = (void *)addr;

	if (jump_label_text_reserved(p, p))
		return DTRACE_POINT_REFUSE_JUMP_LABEL;
	return static_call_text_reserved(p, p) ? DTRACE_POINT_REFUSE_STATIC_CALL : DTRACE_POINT_OK;
}

/* Return: how many addresses around @addr are said to be patched */
static unsigned int compare_around(struct kunit *test, unsigned long addr)
{
	enum dtrace_point_refusal refusal;
	unsigned int n = 0;
	long i;

	if (!core_kernel_text(addr) || init_section_contains((void *)addr, 1))
		return 1;
	for (i = -BEFORE; i < BEHIND; i++) {
		refusal = dtrace_text_vet_patched(addr + i);
		n += !!refusal;
		KUNIT_EXPECT_EQ_MSG(test, refusal, owners_say(addr + i), "%pS", (void *)(addr + i));
	}
	return n;
}

static void jump_labels(struct kunit *test)
{
	const struct jump_entry *label;

	for (label = __start___jump_table; label < __stop___jump_table; label += EACH)
		KUNIT_EXPECT_GT(test, compare_around(test, jump_entry_code(label)), 0U);
}

static void static_calls(struct kunit *test)
{
	const struct static_call_site *call;

	for (call = __start_static_call_sites; call < __stop_static_call_sites; call += EACH)
		KUNIT_EXPECT_GT(test, compare_around(test, (unsigned long)&call->addr + call->addr),
				0U);
}

static void first_and_last_text(struct kunit *test)
{
	compare_around(test, (unsigned long)_stext + BEFORE);
	compare_around(test, (unsigned long)_etext - BEHIND);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(jump_labels),
	KUNIT_CASE(static_calls),
	KUNIT_CASE(first_and_last_text),
	{}
};

static struct kunit_suite suite = {
	.name = "dtrace_patched",
	.test_cases = cases,
};

kunit_test_suite(suite);
