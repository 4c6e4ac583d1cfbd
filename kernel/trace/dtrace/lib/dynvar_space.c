// SPDX-License-Identifier: GPL-2.0
/*
 * The dynamic variable space outside probe context: allocation, dealing out chunks, cleaning,
 * drop counts.
 */
#include "dynvar.h"

/* One bucket for each chunk, and one chunk at least */
static u64 smallest(u32 chunk_size)
{
	return chunk_size + sizeof(struct dt_dynvar_bucket);
}

static struct dt_chunk *chunk_at(const struct dt_dynvars *dyn, u64 i)
{
	return (struct dt_chunk *)(dyn->chunks + i * dyn->chunk_size);
}

/* CPU n gets the n-th part of the chunks; a remainder goes to the first */
static void deal_out(struct dt_dynvars *dyn)
{
	const u64 share = div64_u64(dyn->nchunks, dyn->ncpus);
	u64 i = dyn->nchunks, cpu;

	while (i--) {
		struct dt_chunk *c = chunk_at(dyn, i);

		cpu = share ? min(div64_u64(i, share), (u64)dyn->ncpus - 1) : 0;
		c->next = dyn->cpu[cpu].free;
		dyn->cpu[cpu].free = c;
	}
}

int dt_dynvars_start(struct dt_dynvars *dyn, u32 chunk_size, u64 *size, bool resize)
{
	void *mem;

	chunk_size = ALIGN(chunk_size, 8u);
	dyn->ncpus = dt_host_ncpus();
	dyn->cpu = dt_host_zalloc(dyn->ncpus * sizeof(*dyn->cpu));
	if (!dyn->cpu)
		return -ENOMEM;
	*size = max(*size, smallest(chunk_size));
	while (!(mem = dt_host_zalloc(*size))) {
		if (!resize || *size / 2 < smallest(chunk_size))
			return -ENOMEM;
		*size /= 2;
	}
	dyn->chunk_size = chunk_size;
	dyn->nchunks = div64_u64(*size, smallest(chunk_size));
	dyn->nbuckets = 1;
	while (dyn->nbuckets <= dyn->nchunks / 2)
		dyn->nbuckets *= 2;
	dyn->buckets = mem;
	dyn->chunks = (u8 *)(dyn->buckets + dyn->nbuckets);
	deal_out(dyn);
	return 0;
}

void dt_dynvars_free(struct dt_dynvars *dyn)
{
	dt_host_free(dyn->buckets);
	dt_host_free(dyn->cpu);
}

/* Move a CPU's dirty chunks to its rinse list, unless the last ones are still there */
static bool rinse(struct dt_dynvar_cpu *cpu)
{
	if (!cpu->rinse)
		WRITE_ONCE(cpu->rinse, xchg(&cpu->dirty, NULL));
	return cpu->rinse;
}

/* Give rinsed chunks back; firings pop the list at the same time */
static void give_back(struct dt_dynvar_cpu *cpu)
{
	struct dt_chunk *first = cpu->rinse, *last = first, *head, *seen;

	if (!first)
		return;
	while (last->next)
		last = last->next;
	head = READ_ONCE(cpu->free);
	for (;;) {
		WRITE_ONCE(last->next, head);
		seen = cmpxchg(&cpu->free, head, first);
		if (seen == head)
			break;
		head = seen;
	}
	WRITE_ONCE(cpu->rinse, NULL);
}

void dt_dynvars_clean(struct dt_dynvars *dyn)
{
	bool any = false;
	u32 i;

	for (i = 0; i < dyn->ncpus; i++)
		any |= rinse(&dyn->cpu[i]);
	if (any) {
		dt_host_sync();
		for (i = 0; i < dyn->ncpus; i++)
			give_back(&dyn->cpu[i]);
	}
	if (READ_ONCE(dyn->state) != DT_DYNVAR_CLEAN)
		WRITE_ONCE(dyn->state, DT_DYNVAR_CLEAN);
}

void dt_dynvars_drops(const struct dt_dynvars *dyn, u64 drops[3])
{
	u32 i, why;

	for (i = 0; dyn->cpu && i < dyn->ncpus; i++)
		for (why = 0; why < 3; why++)
			drops[why] += READ_ONCE(dyn->cpu[i].drops[why]);
}
