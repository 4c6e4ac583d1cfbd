/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Points on the snippets of insn_64.S, for the suites about points.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_TESTS_POINTS_H
#define _ARCH_X86_KERNEL_DTRACE_TESTS_POINTS_H

#include <kunit/test.h>
#include <linux/string.h>

#include <asm/processor-flags.h>

#include "../point.h"
#include "insn.h"

/* Firings since the last arm() */
static unsigned long fired;

static void count(struct dtrace_point *point, struct pt_regs *regs)
{
	WRITE_ONCE(fired, fired + 1);
}

static const struct snippet *find(struct kunit *test, const char *name)
{
	const struct snippet *s = dtrace_insn_table;

	while (s->fn && strcmp(s->name, name))
		s++;
	KUNIT_ASSERT_NOT_NULL_MSG(test, s->fn, "%s", name);
	return s;
}

static unsigned long snippet(struct kunit *test, const char *name)
{
	const struct snippet *s = find(test, name);

	return (unsigned long)s->fn + s->offset;
}

static void run(const struct snippet *s, unsigned int n)
{
	struct insn_regs regs = { };

	regs.reg[REG_FLAGS] = X86_EFLAGS_FIXED | X86_EFLAGS_IF;
	while (n--)
		dtrace_insn_run(s->fn, &regs);
}

static void arm(struct kunit *test, struct dtrace_point *point)
{
	fired = 0;
	KUNIT_ASSERT_STREQ(test, dtrace_point_refusal_name(dtrace_point_prepare(point)), "OK");
	dtrace_points_arm(&point, 1);
}

static void disarm(struct dtrace_point *point)
{
	dtrace_points_disarm(&point, 1);
	dtrace_point_release(point);
}

#endif /* _ARCH_X86_KERNEL_DTRACE_TESTS_POINTS_H */
