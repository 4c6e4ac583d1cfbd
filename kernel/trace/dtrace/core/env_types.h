/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The plain C environment that lib/env.h promises to the engine, as the kernel
 * has it.
 *
 * tools/testing/dtrace/env_types.h is its counterpart in user space.
 */
#ifndef _DTRACE_CORE_ENV_TYPES_H
#define _DTRACE_CORE_ENV_TYPES_H

#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/sprintf.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/barrier.h>

#include "core/env_inline.h"

/**
 * struct dt_mutex - a sleeping lock; process context only
 * @lock: what it is here; the engine says what each of its locks guards
 */
struct dt_mutex {
	struct mutex lock;	/* see lib/ */
};

/* A macro: lockdep is to see one class for each place that makes locks. */
#define dt_mutex_init(m)	mutex_init(&(m)->lock)

static inline void dt_mutex_lock(struct dt_mutex *m)
{
	mutex_lock(&m->lock);
}

static inline bool dt_mutex_trylock(struct dt_mutex *m)
{
	return mutex_trylock(&m->lock);
}

static inline void dt_mutex_unlock(struct dt_mutex *m)
{
	mutex_unlock(&m->lock);
}

static inline void dt_mutex_assert_held(struct dt_mutex *m)
{
	lockdep_assert_held(&m->lock);
}

#endif /* _DTRACE_CORE_ENV_TYPES_H */
