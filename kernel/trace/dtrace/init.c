// SPDX-License-Identifier: GPL-2.0
/*
 * Start of DTrace: engine, then providers, then the device that lets consumers
 * in.
 */
#include <linux/init.h>
#include <linux/printk.h>

#include "core/cred.h"
#include "dev/chardev.h"
#include "lib/control.h"
#include "providers/providers.h"

struct dt_start {
	const char	*name;
	int		(*fn)(void);
	bool		needed;		/* nothing after it works without it */
};

static const struct dt_start starts[] __initconst = {
	{ "engine",		dt_init,		true },
	{ "sysctl",		dt_cred_init,		true },
	{ "syscall provider",	dt_syscall_init,	false },
	{ "profile provider",	dt_profile_init,	false },
	{ "sdt provider",	dt_tracepoint_init,	false },
	{ "proc provider",	dt_proc_init,		false },
	{ "sched provider",	dt_sched_init,		false },
	{ "snapshot provider",	dt_snapshot_init,	false },
	{ "io provider",	dt_io_init,		false },
	{ "vminfo provider",	dt_vminfo_init,		false },
	{ "sysinfo provider",	dt_sysinfo_init,	false },
	{ "lockstat provider",	dt_lockstat_init,	false },
	{ "insn provider",	dt_insn_init,		false },
	{ "fbt provider",	dt_fbt_init,		false },
	{ "device",		dt_dev_init,		true },
};

static int __init dt_start_all(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		int err = starts[i].fn();

		if (!err)
			continue;
		pr_err("dtrace: %s failed to start: %d\n", starts[i].name, err);
		if (starts[i].needed)
			return err;
	}
	return 0;
}
device_initcall(dt_start_all);
