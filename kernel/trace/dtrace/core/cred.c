// SPDX-License-Identifier: GPL-2.0
/*
 * Rights of a consumer, from capabilities and lockdown, and the system-wide
 * switch of destructive actions.
 *
 *	capabilities of the opener			rights
 *	------------------------------------------	-----------------------------------------
 *	CAP_SYS_ADMIN					all
 *	CAP_PERFMON and CAP_BPF				trace everything, read memory
 *	CAP_PERFMON					trace all processes
 *	less, and sysctl dtrace.unprivileged is 1	trace own processes
 *	less						none: the device does not open
 *
 * All in the initial user namespace: probes and memory are those of the whole
 * system. Lockdown takes away what it takes away from BPF: in integrity mode
 * nothing may be changed, in confidentiality mode the kernel may not be read,
 * and whoever could have read it does not get to open the device.
 */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/cred.h>
#include <linux/init.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/coredump.h>
#include <linux/security.h>
#include <linux/sysctl.h>

#include "core/cred.h"
#include "lib/env.h"

#define DT_RIGHTS_READ	(DT_RIGHT_KERNEL | DT_RIGHT_ALLPROC)
#define DT_RIGHTS_WRITE	(DT_RIGHT_DESTRUCTIVE | DT_RIGHT_KDESTRUCTIVE)

/* sysctl dtrace.destructive_disallow; read in probe context */
static int destructive_disallow;

/* sysctl dtrace.unprivileged: anyone may trace processes of their own */
static int unprivileged;

static int capable_rights(u32 *rights)
{
	if (capable(CAP_SYS_ADMIN))
		*rights = DT_RIGHTS_READ | DT_RIGHTS_WRITE;
	else if (perfmon_capable() && bpf_capable())
		*rights = DT_RIGHTS_READ;
	else if (perfmon_capable())
		*rights = DT_RIGHT_ALLPROC;
	else if (READ_ONCE(unprivileged))
		*rights = 0;
	else
		return -EACCES;
	return 0;
}

int dt_cred_rights(u32 *rights)
{
	int err = capable_rights(rights);

	if (err)
		return err;
	if (*rights & DT_RIGHT_KERNEL && security_locked_down(LOCKDOWN_BPF_READ_KERNEL))
		return -EPERM;
	if (*rights & DT_RIGHTS_WRITE && security_locked_down(LOCKDOWN_BPF_WRITE_USER)) {
		*rights &= ~DT_RIGHTS_WRITE;
		*rights |= DT_RIGHT_LOCKED;
	}
	return 0;
}

void dt_host_owner(struct dt_owner *owner)
{
	owner->uid = __kuid_val(current_uid());
	owner->gid = __kgid_val(current_gid());
}

/* All ids of the process are the owner's; a set-id program has others, or had. */
static bool notrace ids_are(const struct cred *cred, const struct dt_owner *owner)
{
	return __kuid_val(cred->uid) == owner->uid && __kuid_val(cred->euid) == owner->uid &&
	       __kuid_val(cred->suid) == owner->uid && __kgid_val(cred->gid) == owner->gid &&
	       __kgid_val(cred->egid) == owner->gid && __kgid_val(cred->sgid) == owner->gid;
}

/*
 * An interrupt that hit the kernel tells about the kernel, not about the process.
 * The mark of what may not dump core is that of a process that changed its ids
 * or whose program may not be read.
 */
bool notrace dt_host_owns(const struct dt_owner *owner, const struct dtrace_firing *firing)
{
	if (interrupt_context_level() && !(firing->regs && user_mode(firing->regs)))
		return false;
	if (!current->mm || (current->flags & PF_KTHREAD) ||
	    get_dumpable(current->mm) != SUID_DUMP_USER)
		return false;
	return ids_are(rcu_dereference_raw(current->cred), owner);
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
	{
		.procname	= "unprivileged",
		.data		= &unprivileged,
		.maxlen		= sizeof(unprivileged),
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
