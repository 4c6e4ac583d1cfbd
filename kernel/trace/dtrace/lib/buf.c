// SPDX-License-Identifier: GPL-2.0
/*
 * Buffers: reserving and committing records by the three policies.
 *
 * A firing writes its record behind the committed ones and moves @used only when the record is
 * complete, so a clause that fails leaves nothing behind. There is one writer: the owning CPU
 * with interrupts off, inside the recursion gate.
 *
 * switch: two halves. The consumer's snapshot points the CPU to the other half, on that CPU, by
 *	one pointer store; a firing (an NMI's too) uses the old half entirely or the new half
 *	entirely.
 * fill: one half, read after tracing. The first record that does not fit ends recording on this
 *	CPU. What END needs is kept free by @limit.
 * ring: one half, read after tracing. New records overwrite the oldest ones:
 *
 *	not wrapped	|records ......|free              |	0 <= used <= size
 *	wrapped		|new .....|gap|old ........|pad   |	used <= oldest < size
 *
 * Every record begins with its size, so the ring finds the next oldest record without knowing
 * what made it. The tail that is too small for a record becomes padding (EPID 0 and its size; 8
 * bytes are enough for these two).
 */
#include "buf.h"

#define BUF_PAGE	4096u

int dt_bufpair_alloc(struct dt_bufpair *pair, u64 size, unsigned int nhalves, unsigned int cpu)
{
	unsigned int i;

	size &= ~7ULL;
	pair->region_size = ALIGN(nhalves * size, (u64)BUF_PAGE);
	pair->region = dt_host_buf_alloc(pair->region_size, cpu);
	if (!pair->region)
		return -ENOMEM;
	for (i = 0; i < nhalves; i++) {
		pair->half[i].data = (u8 *)pair->region + i * size;
		pair->half[i].size = size;
		pair->half[i].limit = size;
	}
	return 0;
}

void dt_bufpair_free(struct dt_bufpair *pair)
{
	if (pair->region)
		dt_host_buf_free(pair->region, pair->region_size);
	memset(pair, 0, sizeof(*pair));
}

static struct dtrace_rec_hdr *rec_at(const struct dt_buf *buf, u32 offset)
{
	return (struct dtrace_rec_hdr *)(buf->data + offset);
}

static void write_padding(struct dt_buf *buf, u32 from, u32 to)
{
	if (from == to)
		return;
	rec_at(buf, from)->epid = DTRACE_EPID_NONE;
	rec_at(buf, from)->size = to - from;
}

static u8 *reserve_fill(struct dt_buf *buf, u32 size)
{
	if (buf->full || size > buf->limit - min(buf->used, buf->limit)) {
		WRITE_ONCE(buf->full, true);
		return NULL;
	}
	return buf->data + buf->used;
}

/*
 * Back to the start: what is left of the end is padding, the records in front are now the
 * oldest.
 */
static void ring_wrap(struct dt_buf *buf)
{
	write_padding(buf, buf->used, buf->size);
	buf->used = 0;
	buf->oldest = 0;
	buf->wrapped = true;
}

static u8 *reserve_ring(struct dt_buf *buf, u32 size)
{
	if (size > buf->size)
		return NULL;
	if (size > buf->size - buf->used)
		ring_wrap(buf);
	while (buf->wrapped && size > buf->oldest - buf->used) {
		buf->oldest += rec_at(buf, buf->oldest)->size;
		if (buf->oldest >= buf->size) {
			buf->wrapped = false;
			buf->oldest = 0;
		}
	}
	return buf->data + buf->used;
}

u8 *dt_buf_reserve(struct dt_buf *buf, u32 policy, u32 size)
{
	if (likely(policy == DTRACE_BUFPOLICY_SWITCH))
		return size <= buf->size - buf->used ? buf->data + buf->used : NULL;
	if (policy == DTRACE_BUFPOLICY_FILL)
		return reserve_fill(buf, size);
	return reserve_ring(buf, size);
}

void dt_buf_reset(struct dt_buf *buf)
{
	buf->used = 0;
	buf->oldest = 0;
	buf->wrapped = false;
	buf->full = false;
}

u32 dt_buf_ring_polish(struct dt_buf *buf)
{
	if (!buf->wrapped)
		return buf->used;
	write_padding(buf, buf->used, buf->oldest);
	return buf->size;
}
