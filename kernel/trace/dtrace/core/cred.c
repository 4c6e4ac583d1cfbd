// SPDX-License-Identifier: GPL-2.0
/*
 * Rights of a consumer, from capabilities and lockdown, and the system-wide
 * switch of destructive actions.
 *
 *	capabilities of the opener			rights
 *	------------------------------------------	-----------------------------------------
 *	CAP_SYS_ADMIN					all
 *	CAP_PERFMON and CAP_BPF				trace everything, read memory
 *	less						none: the device does not open
 *
 * All in the initial user namespace: probes and memory are those of the whole
 * system. Lockdown takes away what it takes away from BPF: in integrity mode
 * nothing may be changed, in confidentiality mode the kernel may not be read,
 * and there is nothing left to open the device for.
 */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/security.h>
#include <linux/sysctl.h>

#include "core/cred.h"
#include "lib/env.h"

#define DT_RIGHTS_READ	(DT_RIGHT_KERNEL | DT_RIGHT_ALLPROC)
#define DT_RIGHTS_WRITE	(DT_RIGHT_DESTRUCTIVE | DT_RIGHT_KDESTRUCTIVE)

/* sysctl dtrace.destructive_disallow; read in probe context */
static int destructive_disallow;

static int capable_rights(u32 *rights)
{
	if (capable(CAP_SYS_ADMIN))
		*rights = DT_RIGHTS_READ | DT_RIGHTS_WRITE;
	else if (perfmon_capable() && bpf_capable())
		*rights = DT_RIGHTS_READ;
	else
		return -EACCES;
	return 0;
}

int dt_cred_rights(u32 *rights)
{
	int err = capable_rights(rights);

	if (err)
		return err;
	if (security_locked_down(LOCKDOWN_BPF_READ_KERNEL))
		return -EPERM;
	if (*rights & DT_RIGHTS_WRITE && security_locked_down(LOCKDOWN_BPF_WRITE_USER))
		*rights &= ~DT_RIGHTS_WRITE;
	return 0;
}

bool notrace dt_host_destructive_allowed(void)
{
	return !READ_ONCE(destructive_disallow);
}

static struct ctl_table dt_sysctls[] = {
	{
		.procname	= "destructive_disallow",
		.data		= &destructive_disallow,
		.maxlen		= sizeof(destructive_disallow),
		.mode		= 0644,
		.proc_handler	= proc_dointvec_minmax,
		.extra1		= SYSCTL_ZERO,
		.extra2		= SYSCTL_ONE,
	},
};

int __init dt_cred_init(void)
{
	return register_sysctl("dtrace", dt_sysctls) ? 0 : -ENOMEM;
}

static int __init destructive_disallow_setup(char *arg)
{
	destructive_disallow = 1;
	return 0;
}
early_param("dtrace_destructive_disallow", destructive_disallow_setup);
