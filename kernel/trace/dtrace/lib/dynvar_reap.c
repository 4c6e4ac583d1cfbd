// SPDX-License-Identifier: GPL-2.0
/*
 * Thread-local variables of threads that are gone.
 *
 * A program that sets self->x and never clears it would fill the space with variables that nobody
 * can name any more. There is no hook at the end of a thread: it would have to find the thread's
 * variables among those of all, at a time when the thread cannot wait. Instead the cleaner looks
 * at some chunks each time it runs, asks the host whether the thread in the key still exists, and
 * deletes the variable like a firing would. It goes once round the default space in less than a
 * tenth of a second.
 *
 * Reading a chunk beside firings is safe: the cleaner alone gives chunks back, so no chunk that is
 * looked at becomes another variable meanwhile; at worst its owner deletes it first.
 */
#include "dynvar.h"
#include "ecb.h"

#define REAP_MOST	512u	/* chunks that are looked at in one go */

struct reap {
	struct dt_dynvars *dyn;
	struct dt_chunk *chunk;
	u64	hash;
};

static void reap_gated(void *arg)
{
	const struct reap *reap = arg;

	/* What stays locked is found again the next time round. */
	(void)dt_dynvar_remove(reap->dyn, dt_host_cpu(), reap->chunk, reap->hash);
}

static void reap_chunk(struct dt_dynvars *dyn, struct dt_chunk *c)
{
	struct reap reap = { dyn, c, 0 };
	unsigned long flags;

	/* pairs with the release in make(): the key is complete */
	reap.hash = smp_load_acquire(&c->hash);
	if (!reap.hash || dt_dynvar_key_scope(c->key[0]) != DTRACE_DIF_SCOPE_THREAD ||
	    !dt_host_thread_gone(c->key[1]))
		return;
	flags = dt_host_irq_save();
	dt_fire_exclude(reap_gated, &reap);
	dt_host_irq_restore(flags);
}

void dt_dynvars_reap(struct dt_dynvars *dyn)
{
	u64 n = min_t(u64, REAP_MOST, dyn->nchunks);

	for (; n; n--) {
		if (dyn->reap_at >= dyn->nchunks)
			dyn->reap_at = 0;
		reap_chunk(dyn, (struct dt_chunk *)(dyn->chunks + dyn->reap_at * dyn->chunk_size));
		dyn->reap_at++;
	}
}
