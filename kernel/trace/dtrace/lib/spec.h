/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Speculations: records that are kept aside until a program decides about them. Theory in spec.c.
 */
#ifndef _DTRACE_LIB_SPEC_H
#define _DTRACE_LIB_SPEC_H

#include "consumer.h"

/**
 * dt_specs_alloc() - allocate at GO
 * @c: consumer
 *
 * Return: 0, -ENOMEM, -ENOSPC. dt_specs_free() after errors too.
 */
int dt_specs_alloc(struct dt_consumer *c);
/* Buffers of a CPU that came online since. Return: 0, -ENOMEM. */
int dt_specs_follow(struct dt_consumer *c, struct dt_ccpu *cc, unsigned int cpu);
void dt_specs_free(struct dt_consumer *c);

/* ---- probe context of the CPU of @cc ---- */

/** dt_spec_new() - the subroutine speculation(). Return: an id, 0: none is free, counted. */
u32 dt_spec_new(struct dt_consumer *c, struct dt_ccpu *cc);

/**
 * dt_spec_use() - this CPU's buffer of a speculation
 * @c: consumer
 * @cc: the consumer on this CPU
 * @id: of the speculation
 *
 * Return: NULL: the clause is to be given up.
 */
struct dt_buf *dt_spec_use(struct dt_consumer *c, struct dt_ccpu *cc, u64 id);

/**
 * dt_spec_commit() - records go to the principal buffer, with time @now
 * @c: consumer
 * @cc: the consumer on this CPU
 * @id: of the speculation
 * @now: time of the records
 *
 * Return: whether there is such an id.
 */
bool dt_spec_commit(struct dt_consumer *c, struct dt_ccpu *cc, u64 id, u64 now);
/** dt_spec_discard() - records are dropped. Return: whether there is such an id. */
bool dt_spec_discard(struct dt_consumer *c, struct dt_ccpu *cc, u64 id);

/**
 * dt_specs_clean() - finish what a commit() or discard() left to other CPUs
 * @c: consumer
 *
 * Context: process, may sleep.
 */
void dt_specs_clean(struct dt_consumer *c);

#endif /* _DTRACE_LIB_SPEC_H */
