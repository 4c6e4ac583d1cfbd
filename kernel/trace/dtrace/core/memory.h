/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How much of the engine's memory is in use.
 */
#ifndef _DTRACE_CORE_MEMORY_H
#define _DTRACE_CORE_MEMORY_H

/**
 * struct dt_memory_live - memory in use
 * @allocations: blocks from dt_host_zalloc() that were not freed
 * @buffers: buffers from dt_host_buf_alloc() that were not freed
 */
struct dt_memory_live {
	long	allocations;
	long	buffers;
};

/**
 * dt_memory_live() - how much memory is in use
 *
 * Context: any.
 * Return: both counts, each of its own moment.
 */
struct dt_memory_live dt_memory_live(void);

#endif /* _DTRACE_CORE_MEMORY_H */
