// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of the engine: allocations, buffers that user space maps, copies of
 * control arguments.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "core/locks.h"
#include "lib/env.h"

/* Life of the memory behind mmap(): core/locks.h */
DEFINE_MUTEX(dt_buffers_lock);

/*
 * Sizes come from consumers, so what they use is charged to them, running short
 * is answered by a smaller size rather than by the OOM killer, and neither
 * deserves a line in the log.
 */
#define DT_GFP	(GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL)

void *dt_host_zalloc(size_t size)
{
	return kvmalloc(size, DT_GFP);
}

void dt_host_free(void *ptr)
{
	kvfree(ptr);
}

void *dt_host_buf_alloc(size_t size, unsigned int cpu)
{
	return __vmalloc_node_range(PAGE_ALIGN(size), PAGE_SIZE, VMALLOC_START, VMALLOC_END, DT_GFP,
				    PAGE_KERNEL, VM_USERMAP, cpu_to_node(cpu),
				    __builtin_return_address(0));
}

void dt_host_buf_free(void *buf, size_t size)
{
	might_sleep();
	/* Whoever is mapping it has to finish; see core/locks.h. */
	mutex_lock(&dt_buffers_lock);
	mutex_unlock(&dt_buffers_lock);
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

u64 dt_host_random(void)
{
	return get_random_u64();
}
