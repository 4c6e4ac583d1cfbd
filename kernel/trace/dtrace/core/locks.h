/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Locking of DTrace in the kernel: which locks there are, their order, and the
 * one that core/ owns.
 *
 * Probe context takes no lock at all. It reads what process context published,
 * with interrupts off, and process context frees what it unpublished after
 * dt_host_sync(), which is an RCU grace period.
 *
 * Order, outer first; a lock may be taken while those above it are held:
 *
 *	consumer lock (lib/)	one control call at a time on a consumer;
 *				user memory is copied under it
 *	  mmap_lock		taken by page faults of those copies, and held
 *				by mmap() of the device
 *	    dt_buffers_lock	life of the memory behind mmap()
 *	  registry lock (lib/)	providers, probes, enablings
 *	    cpu_hotplug_lock	(read) start of timers on all CPUs, static keys
 *	      profile_lock	(providers/profile.c) timers of enabled probes
 *	    module_mutex	(providers/fbt_func.c) symbols of modules
 *	    ftrace_lock		(providers/fbt_hook.c) and below it text_mutex
 *	  tick_lock		(core/tick.c) number of consumers
 *
 * The periodic work takes the consumer lock and the registry lock by trylock only:
 * it also keeps the deadman quiet, so it waits for nobody.
 *
 * So mmap() must not take the consumer lock. It takes dt_buffers_lock and then
 * looks the buffer up; the engine takes a buffer out of its table before it
 * calls dt_host_buf_free(), and that waits for dt_buffers_lock. Hence a buffer
 * found under the lock stays until the lock is released, and its pages as long
 * as they are mapped.
 */
#ifndef _DTRACE_CORE_LOCKS_H
#define _DTRACE_CORE_LOCKS_H

#include <linux/mutex.h>

extern struct mutex dt_buffers_lock;

#endif /* _DTRACE_CORE_LOCKS_H */
