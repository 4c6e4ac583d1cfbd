// SPDX-License-Identifier: GPL-2.0
/*
 * A module to be traced, loaded and unloaded by tests:
 *
 *	run		calls dtrace_test_work() as often as is written, which fires the event
 *			dtrace_test:dtrace_test_work and takes the branch of dtrace_test_key
 *	redirect	1: as live patching does, calls of dtrace_test_work() go to
 *			dtrace_test_other() instead
 *	callee		of the static call in dtrace_test_work(): 0 or 1
 *	fail		at load time: initialisation fails, after it has called dtrace_test_work()
 */
#include <linux/atomic.h>
#include <linux/ftrace.h>
#include <linux/jump_label.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/static_call.h>

#include "dtrace_test_hold.h"

#define CREATE_TRACE_POINTS
#include "dtrace_test_trace.h"

static unsigned long total;	/* what was returned; and a store that the compiler has to make */
static unsigned long branches;	/* taken */
static atomic_long_t calls;	/* its LOCK prefix is taken out where there is one CPU */

static unsigned long add_one(unsigned long n)
{
	return n + 1;
}

static unsigned long add_two(unsigned long n)
{
	return n + 2;
}

DEFINE_STATIC_CALL(dtrace_test_callee, add_one);

static noinline __noclone unsigned long dtrace_test_work(unsigned long n)
{
	trace_dtrace_test_work(n);
	if (static_branch_unlikely(&dtrace_test_key))
		WRITE_ONCE(branches, branches + 1);
	n = static_call(dtrace_test_callee)(n);
	WRITE_ONCE(total, total + n);
	atomic_long_inc(&calls);
	return n;
}

static noinline __noclone unsigned long dtrace_test_other(unsigned long n)
{
	WRITE_ONCE(total, total - n);
	return n;
}

static int set_run(const char *text, const struct kernel_param *kp)
{
	unsigned long i, n;
	int err = kstrtoul(text, 0, &n);

	if (err)
		return err;
	for (i = 0; i < n; i++) {
		dtrace_test_work(i);
		cond_resched();
	}
	return 0;
}

static int get_run(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%lu %lu\n", total, branches);
}

static const struct kernel_param_ops run_ops = { .set = set_run, .get = get_run };
module_param_cb(run, &run_ops, NULL, 0600);

static int set_callee(const char *text, const struct kernel_param *kp)
{
	bool two;
	int err = kstrtobool(text, &two);

	if (!err)
		static_call_update(dtrace_test_callee, two ? add_two : add_one);
	return err;
}

static const struct kernel_param_ops callee_ops = { .set = set_callee };
module_param_cb(callee, &callee_ops, NULL, 0200);

/* ---- redirection ---- */

static void notrace redirect_call(unsigned long ip, unsigned long parent_ip,
				  struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	ftrace_regs_set_instruction_pointer(fregs, (unsigned long)dtrace_test_other);
}

static struct ftrace_ops redirection = {
	.func	= redirect_call,
	.flags	= FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_IPMODIFY,
};

static bool redirected;

static int redirect(bool on)
{
	int err;

	if (on == redirected)
		return 0;
	if (on) {
		err = ftrace_set_filter(&redirection, "dtrace_test_work", 16, 1) ?:
		      register_ftrace_function(&redirection);
	} else {
		err = unregister_ftrace_function(&redirection);
	}
	if (!err)
		redirected = on;
	return err;
}

static int set_redirect(const char *text, const struct kernel_param *kp)
{
	bool on;

	return kstrtobool(text, &on) ?: redirect(on);
}

static const struct kernel_param_ops redirect_ops = { .set = set_redirect };
module_param_cb(redirect, &redirect_ops, NULL, 0200);

static bool fail;
module_param(fail, bool, 0400);

static int __init target_init(void)
{
	dtrace_test_work(0);
	return fail ? -EINVAL : 0;
}

static void __exit target_exit(void)
{
	redirect(false);
}

module_init(target_init);
module_exit(target_exit);
MODULE_DESCRIPTION("Functions and an event for tests of DTrace");
MODULE_LICENSE("GPL");
