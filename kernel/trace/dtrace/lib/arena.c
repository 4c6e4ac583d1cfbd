// SPDX-License-Identifier: GPL-2.0
/*
 * Scratch memory of a firing: a bump allocator over a per-CPU block, freed all at once at the end
 * of the firing.
 */
#include "mem.h"

notrace void *dt_scratch_alloc(struct dt_mstate *m, u64 size, u32 align)
{
	u64 at = ALIGN((u64)m->scratch_used, align);

	if (at > m->scratch_size || size > m->scratch_size - at) {
		dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
		return NULL;
	}
	m->scratch_used = at + size;
	return m->scratch + at;
}

notrace void *dt_scratch_zalloc(struct dt_mstate *m, u64 size)
{
	void *block = size <= m->scratch_size ? dt_scratch_alloc(m, ALIGN(size, 8), 8) : NULL;

	if (!block) {
		dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
		return NULL;
	}
	memset(block, 0, ALIGN(size, 8));
	return block;
}

notrace void *dt_scratch_rest(struct dt_mstate *m, u32 *size)
{
	u32 at = min(ALIGN(m->scratch_used, 8u), m->scratch_size);

	*size = m->scratch_size - at;
	return m->scratch + at;
}

notrace bool dt_scratch_owns(const struct dt_mstate *m, u64 addr, u64 len)
{
	u64 off = addr - dt_addr(m->scratch);

	return off <= m->scratch_used && len <= m->scratch_used - off;
}
