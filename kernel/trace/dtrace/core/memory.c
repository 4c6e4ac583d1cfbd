// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of the engine: allocations, buffers that user space maps, copies of
 * control arguments.
 */
#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "core/locks.h"
#include "core/memory.h"
#include "lib/env.h"

/* Life of the memory behind mmap(): core/locks.h */
DEFINE_MUTEX(dt_buffers_lock);

/*
 * Sizes come from consumers, so what they use is charged to them, running short
 * is answered by a smaller size rather than by the OOM killer, and neither
 * deserves a line in the log.
 */
#define DT_GFP	(GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

static struct {
	atomic_long_t	allocations;
	atomic_long_t	buffers;
} live;

/* Return what was allocated, counted if it was. */
static void *counted(void *ptr, atomic_long_t *count)
{
	if (ptr)
		atomic_long_inc(count);
	return ptr;
}

struct dt_memory_live dt_memory_live(void)
{
	return (struct dt_memory_live) {
		.allocations = atomic_long_read(&live.allocations),
		.buffers = atomic_long_read(&live.buffers),
	};
}

void *dt_host_zalloc(size_t size)
{
	return counted(kvmalloc(size, DT_GFP), &live.allocations);
}

void dt_host_free(void *ptr)
{
	if (ptr)
		atomic_long_dec(&live.allocations);
	kvfree(ptr);
}

void *dt_host_buf_alloc(size_t size, unsigned int cpu)
{
	void *buf = __vmalloc_node_range(PAGE_ALIGN(size), PAGE_SIZE, VMALLOC_START, VMALLOC_END,
					 DT_GFP, PAGE_KERNEL, VM_USERMAP, cpu_to_node(cpu),
					 __builtin_return_address(0));

	return counted(buf, &live.buffers);
}

void dt_host_buf_free(void *buf, size_t size)
{
	might_sleep();
	/* Whoever is mapping it has to finish; see core/locks.h. */
	mutex_lock(&dt_buffers_lock);
	mutex_unlock(&dt_buffers_lock);
	if (buf)
		atomic_long_dec(&live.buffers);
	vfree(buf);
}

int dt_host_ctl_copyin(void *dst, u64 src, size_t size)
{
	return copy_from_user(dst, u64_to_user_ptr(src), size) ? -EFAULT : 0;
}

int dt_host_ctl_copyout(u64 dst, const void *src, size_t size)
{
	return copy_to_user(u64_to_user_ptr(dst), src, size) ? -EFAULT : 0;
}

bool dt_host_interrupted(void)
{
	cond_resched();
	return signal_pending(current);
}

u64 dt_host_random(void)
{
	return get_random_u64();
}
