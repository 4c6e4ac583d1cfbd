/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Return addresses that DTrace replaced: what stack walks need to know of them.
 */
#ifndef _LINUX_DTRACE_RETURN_H
#define _LINUX_DTRACE_RETURN_H

#include <linux/compiler.h>

struct task_struct;

#ifdef CONFIG_DTRACE_FBT

/* Where a replaced return address leads */
void dtrace_return_trampoline(void);

unsigned long dtrace_return_find(struct task_struct *task, unsigned long frame);

/**
 * dtrace_return_address() - undo the replacement of a return address
 * @task: whose stack it is on: current, or a task that does not run
 * @addr: as it was found
 * @slot: where it was found
 *
 * Context: any.
 * Return: the return address.
 */
static __always_inline unsigned long dtrace_return_address(struct task_struct *task,
							   unsigned long addr, unsigned long *slot)
{
	if (likely(addr != (unsigned long)dtrace_return_trampoline))
		return addr;
	return dtrace_return_find(task, (unsigned long)slot);
}

#else /* !CONFIG_DTRACE_FBT */

static __always_inline unsigned long dtrace_return_address(struct task_struct *task,
							   unsigned long addr, unsigned long *slot)
{
	return addr;
}

#endif /* CONFIG_DTRACE_FBT */
#endif /* _LINUX_DTRACE_RETURN_H */
