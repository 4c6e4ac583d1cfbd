/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Buffers of one consumer on one CPU. Theory in buf.c.
 */
#ifndef _DTRACE_LIB_BUF_H
#define _DTRACE_LIB_BUF_H

#include "env.h"

/**
 * struct dt_buf - one half of a pair
 * @data: its memory
 * @size: bytes there, a multiple of 8
 * @used: bytes taken from the start; written by firings of the CPU
 * @limit: fill policy: bytes that may be used, the rest is kept for END
 * @oldest: ring policy: offset of the oldest record once @wrapped
 * @wrapped: ring policy: the end was passed, everything from @oldest to the end is valid too
 * @full: fill policy: a record did not fit, nothing more is taken
 * @epoch: aggregations: different whenever the contents started anew
 * @nheads: aggregations: chain heads at the end of the data, a power of two
 * @nnodes: aggregations: chain nodes below the heads
 *
 * Firings of the owning CPU write it while it is active; the consumer's control calls while it
 * is not.
 */
struct dt_buf {
	u8	*data;
	u32	size;
	u32	used;
	u32	limit;
	u32	oldest;
	bool	wrapped;
	bool	full;
	u32	epoch;
	u32	nheads;
	u32	nnodes;
};

/**
 * struct dt_bufpair - a region that is mapped to the consumer, and the halves in it
 * @half: halves; fill and ring policies have only the first
 * @region: memory of both
 * @region_size: bytes of it, whole pages
 * @epoch: last epoch given out
 * @read: the single half was read already
 */
struct dt_bufpair {
	struct dt_buf	half[2];
	void		*region;
	u64		region_size;
	u32		epoch;
	bool		read;
};

/**
 * dt_bufpair_alloc() - memory for a pair
 * @size: bytes of a half, rounded down to a multiple of 8
 * @nhalves: 1 or 2
 * @pair: what to fill
 * @cpu: CPU whose memory it should be
 *
 * Return: 0, -ENOMEM. Context: process.
 */
int dt_bufpair_alloc(struct dt_bufpair *pair, u64 size, unsigned int nhalves, unsigned int cpu);
void dt_bufpair_free(struct dt_bufpair *pair);

/* The half that is not @active */
static inline struct dt_buf *dt_bufpair_other(struct dt_bufpair *pair, const struct dt_buf *active)
{
	return active == &pair->half[0] ? &pair->half[1] : &pair->half[0];
}

static inline u64 dt_bufpair_offset(const struct dt_bufpair *pair, const struct dt_buf *half)
{
	return half->data - (u8 *)pair->region;
}

/**
 * dt_buf_reserve() - room for a record at the end
 * @policy: enum dtrace_bufpolicy
 * @size: bytes, a multiple of 8
 * @buf: buffer of this CPU
 *
 * Return: where to write, NULL when it does not fit. Context: probe context of the owning CPU.
 */
u8 *dt_buf_reserve(struct dt_buf *buf, u32 policy, u32 size);

/** dt_buf_commit() - the record of @size bytes that was reserved last is complete */
static inline void dt_buf_commit(struct dt_buf *buf, u32 size)
{
	barrier();
	buf->used += size;
}

/** dt_buf_reset() - empty it. Context: process, not active. */
void dt_buf_reset(struct dt_buf *buf);

/**
 * dt_buf_ring_polish() - make a ring readable: what is no record becomes padding
 * @buf: half that is switched out
 *
 * Return: bytes to read.
 */
u32 dt_buf_ring_polish(struct dt_buf *buf);

#endif /* _DTRACE_LIB_BUF_H */
