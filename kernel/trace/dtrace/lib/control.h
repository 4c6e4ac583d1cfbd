/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The engine as its device sees it: open a consumer, carry out a control call, find a buffer to
 * map, close.
 *
 * Both devices, /dev/dtrace and the in-process one of the tests, are thin wrappers of these four
 * functions.
 */
#ifndef _DTRACE_LIB_CONTROL_H
#define _DTRACE_LIB_CONTROL_H

#include "env.h"

struct dt_consumer;

/** dt_init() - set up the engine and its dtrace provider; once. Return: 0 or -errno. */
int dt_init(void);
void dt_exit(void);

/**
 * dt_open() - a new consumer
 * @rights: DT_RIGHT_*
 * @out: the consumer
 *
 * Return: 0, -ENOMEM.
 */
int dt_open(u32 rights, struct dt_consumer **out);

/**
 * dt_close() - end tracing if need be and release everything the consumer has
 * @c: consumer
 *
 * Context: process, may sleep.
 */
void dt_close(struct dt_consumer *c);

/**
 * dt_control() - carry out one control call
 * @c: consumer; calls on one consumer are serialised inside
 * @cmd: DTRACE_IOC_*; its size field may differ from ours (size-versioned arguments)
 * @arg: the caller's argument struct, read and written through dt_host_ctl_copyin() and
 *	dt_host_ctl_copyout()
 *
 * Return: 0 or a positive count, or -errno: -ENOTTY (unknown call), -E2BIG (unknown bytes set),
 * -EINVAL, -EFAULT, -EBUSY (wrong
 * activity), -ENOENT, -EACCES, -ENOSPC, -ENOMEM. Context: process, may sleep.
 */
long dt_control(struct dt_consumer *c, u32 cmd, u64 arg);

/**
 * dt_buffer_find() - the memory behind an mmap() of the device
 * @offset, @size: as struct dtrace_snap told
 * @buf: what dt_host_buf_alloc() returned
 * @c: consumer
 * @offset: as struct dtrace_snap told
 * @size: as struct dtrace_snap told
 *
 * Runs beside control calls, with no lock that one of them holds while it copies arguments: mmap()
 * holds the lock that the copy may need. So it reads published pointers, and a buffer is
 * unpublished before dt_host_buf_free(), which waits for whoever looks it up (core/locks.h).
 * Return: 0, -EINVAL.
 */
int dt_buffer_find(struct dt_consumer *c, u64 offset, u64 size, void **buf);

/**
 * dt_tick() - periodic work of all consumers: cleaning, deadman
 *
 * The host calls it about 100 times a second while consumers run. Context: process, may sleep.
 */
void dt_tick(void);

#endif /* _DTRACE_LIB_CONTROL_H */
