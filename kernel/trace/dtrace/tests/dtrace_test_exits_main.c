// SPDX-License-Identifier: GPL-2.0
/*
 * A module whose functions are left in all the ways there are, for tests of fbt returns:
 *
 *	run	calls each of them as often as is written, with 0, 1, 2, ...
 *
 *	dtrace_exit_leaf	returns 1 more
 *	dtrace_exit_returns	two returns
 *	dtrace_exit_tail	a jump to leaf
 *	dtrace_exit_indirect	the same, through a pointer
 *	dtrace_exit_branch	odd: a conditional jump to leaf
 *	dtrace_exit_table	odd: a computed jump to leaf, even: to a label
 *	dtrace_exit_cold	odd: a return in the unlikely part
 *
 * and, once each, what ftrace does not reach:
 *
 *	dtrace_bare_sum		of two members of a structure and an argument on the stack
 *	dtrace_bare_tail	odd: a jump to leaf
 *	dtrace_bare_noinstr	must not be probed
 *	dtrace_bare_label	is no function: a label in one of assembly code
 */
#include <linux/compiler_types.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "dtrace_test_exits.h"

static unsigned long total;	/* what was returned: the compiler has to make the calls */

noinline unsigned long dtrace_exit_leaf(unsigned long n)
{
	WRITE_ONCE(total, total + n);
	return n + 1;
}

static unsigned long (*leaf)(unsigned long n) = dtrace_exit_leaf;

static noinline __noclone unsigned long dtrace_exit_returns(unsigned long n)
{
	if (n & 1)
		return READ_ONCE(total) | 1;
	WRITE_ONCE(total, total + n);
	return n;
}

static noinline __noclone unsigned long dtrace_exit_tail(unsigned long n)
{
	return dtrace_exit_leaf(n + 2);
}

static noinline __noclone unsigned long dtrace_exit_indirect(unsigned long n)
{
	return READ_ONCE(leaf)(n + 4);
}

struct dtrace_bare_pair {
	unsigned long first;
	unsigned long second;
};

static noinline __noclone notrace unsigned long
dtrace_bare_sum(const struct dtrace_bare_pair *pair, long b, long c, long d, long e, long f,
		unsigned long seventh)
{
	WRITE_ONCE(total, total + b + c + d + e + f);
	return pair->first + pair->second + seventh;
}

static noinline __noclone notrace unsigned long dtrace_bare_tail(unsigned long n)
{
	if (n & 1)
		return dtrace_exit_leaf(n);
	return READ_ONCE(total);
}

static noinstr __noclone unsigned long dtrace_bare_noinstr(unsigned long n)
{
	return n + 1;
}

static unsigned long call_bare(unsigned long n)
{
	struct dtrace_bare_pair pair = { .first = n, .second = 2 * n };

	return dtrace_bare_sum(&pair, 2, 3, 4, 5, 6, 7) + dtrace_bare_tail(n) +
	       dtrace_bare_noinstr(n) + dtrace_bare_label(n);
}

static void call_all(unsigned long n)
{
	unsigned long sum = dtrace_exit_returns(n) + call_bare(n);

	sum += dtrace_exit_tail(n);
	sum += dtrace_exit_indirect(n);
	sum += dtrace_exit_branch(n);
	sum += dtrace_exit_table(n);
	sum += dtrace_exit_cold(n);
	WRITE_ONCE(total, total + sum);
}

static int set_run(const char *text, const struct kernel_param *kp)
{
	unsigned long i, n;
	int err = kstrtoul(text, 0, &n);

	if (err)
		return err;
	for (i = 0; i < n; i++) {
		call_all(i);
		cond_resched();
	}
	return 0;
}

static const struct kernel_param_ops run_ops = { .set = set_run };
module_param_cb(run, &run_ops, NULL, 0200);

MODULE_DESCRIPTION("Ways to leave a function, for tests of DTrace");
MODULE_LICENSE("GPL");
