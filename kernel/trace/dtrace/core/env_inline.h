/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The smallest dt_host_*() functions of lib/env.h, inline: every firing calls
 * them, and a call costs as much as what they do.
 *
 * lib/env.h declares them again afterwards; they stay static.
 */
#ifndef _DTRACE_CORE_ENV_INLINE_H
#define _DTRACE_CORE_ENV_INLINE_H

#include <linux/irqflags.h>
#include <linux/jump_label.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/types.h>

static __always_inline unsigned int dt_host_cpu(void)
{
	return raw_smp_processor_id();
}

/* The raw flavour: lockdep and the irqsoff tracer are not to hear of firings. */
static __always_inline unsigned long dt_host_irq_save(void)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	return flags;
}

static __always_inline void dt_host_irq_restore(unsigned long flags)
{
	raw_local_irq_restore(flags);
}

static __always_inline bool dt_host_in_nmi(void)
{
	return in_nmi();
}

DECLARE_STATIC_KEY_FALSE(dt_vtime_key);

static __always_inline bool dt_host_vtime_kept(void)
{
	return static_branch_unlikely(&dt_vtime_key);
}

static __always_inline u32 dt_host_pid(void)
{
	return current->tgid;
}

static __always_inline u32 dt_host_tid(void)
{
	return current->pid;
}

#endif /* _DTRACE_CORE_ENV_INLINE_H */
