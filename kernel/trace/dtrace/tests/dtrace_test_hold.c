// SPDX-License-Identifier: GPL-2.0
/*
 * Holds dtrace_test_target on its way in and out, so that tests have time to do there what must not
 * be done there:
 *
 *	coming		1: it is held before anyone else hears of it, until 0 is written
 *	going		1: it is held after everyone else has heard of it, until 0 is written
 *	key		0 or 1: a static key that a branch in it depends on
 */
#include <linux/delay.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/string.h>

#include "dtrace_test_hold.h"

struct static_key_false dtrace_test_key = STATIC_KEY_FALSE_INIT;
EXPORT_SYMBOL_GPL(dtrace_test_key);

static bool coming;
module_param(coming, bool, 0600);
static bool going;
module_param(going, bool, 0600);

static void hold(const bool *held)
{
	while (READ_ONCE(*held))
		msleep(20);
}

static int set_key(const char *text, const struct kernel_param *kp)
{
	bool on;
	int err = kstrtobool(text, &on);

	if (err)
		return err;
	if (on)
		static_branch_enable(&dtrace_test_key);
	else
		static_branch_disable(&dtrace_test_key);
	return 0;
}

static const struct kernel_param_ops key_ops = { .set = set_key };
module_param_cb(key, &key_ops, NULL, 0200);

static bool is_target(const struct module *mod)
{
	return !strcmp(mod->name, "dtrace_test_target");
}

static int hold_coming(struct notifier_block *nb, unsigned long event, void *mod)
{
	if (event == MODULE_STATE_COMING && is_target(mod))
		hold(&coming);
	return NOTIFY_DONE;
}

static int hold_going(struct notifier_block *nb, unsigned long event, void *mod)
{
	if (event == MODULE_STATE_GOING && is_target(mod))
		hold(&going);
	return NOTIFY_DONE;
}

static struct notifier_block first = { .notifier_call = hold_coming, .priority = INT_MAX };
static struct notifier_block last = { .notifier_call = hold_going, .priority = INT_MIN };

static int __init hold_init(void)
{
	int err = register_module_notifier(&first);

	if (err)
		return err;
	err = register_module_notifier(&last);
	if (err)
		unregister_module_notifier(&first);
	return err;
}

static void __exit hold_exit(void)
{
	unregister_module_notifier(&last);
	unregister_module_notifier(&first);
}

module_init(hold_init);
module_exit(hold_exit);
MODULE_DESCRIPTION("Holds a module while it comes and goes, for tests of DTrace");
MODULE_LICENSE("GPL");
