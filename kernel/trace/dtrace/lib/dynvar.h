/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dynamic variables: thread-locals and associative arrays, kept in chunks of one size; theory in
 * dynvar.c.
 */
#ifndef _DTRACE_LIB_DYNVAR_H
#define _DTRACE_LIB_DYNVAR_H

#include "env.h"

struct dt_mstate;

/* The first word of a key */
static inline u64 dt_dynvar_key_head(u32 scope, u32 id, u32 ntuple)
{
	return id | (u64)scope << 32 | (u64)ntuple << 40;
}

static inline u32 dt_dynvar_key_scope(u64 head)
{
	return head >> 32 & 0xff;
}

/*
 * Which element: words in one canonical order, compared as bytes.
 *
 *	| id, flags | thread key (thread scopes) | per tuple entry: size, then value or bytes
 *	padded to 8 |
 */
struct dt_chunk {
	u64	hash;		/* 0: free; never that of an element */
	struct dt_chunk *next;	/* in a bucket or in a list */
	u32	key_size;	/* bytes of key */
	u32	data_size;	/* bytes of data after the key */
	u64	key[];
};

/* Bytes that an element takes: fixed ones and D strings of strsize bytes */
struct dt_dynvar_need {
	u32	bytes, strings;
};

#define DT_DYNVAR_ROUND(n)	ALIGN((u32)(n), 8u)

/* An element without tuple: header, id, thread key, value */
static inline struct dt_dynvar_need dt_dynvar_need_value(const struct dtrace_dif_type *type)
{
	struct dt_dynvar_need need = { sizeof(struct dt_chunk) + 2 * sizeof(u64), 0 };

	if (type->flags & (DTRACE_DIF_TF_BYREF | DTRACE_DIF_TF_BYUREF)) {
		need.bytes += DT_DYNVAR_ROUND(type->size);
		need.strings += !type->size;
	} else {
		need.bytes += sizeof(u64);
	}
	return need;
}

/* A key of at most @bytes, or a D string when @string; saturates far above every limit */
static inline void dt_dynvar_need_key(struct dt_dynvar_need *need, u32 bytes, u32 string)
{
	bytes = min(bytes, 1u << 24);
	need->bytes += sizeof(u64) + (bytes ? DT_DYNVAR_ROUND(bytes) : sizeof(u64));
	need->strings += string;
}

/*
 * Lists of one CPU. free: popped by every CPU; dirty: pushed by this CPU, taken by the cleaner;
 * rinse: the cleaner's
 */
struct dt_dynvar_cpu {
	struct dt_chunk *free;
	struct dt_chunk *dirty;
	struct dt_chunk *rinse;
	u64	drops[3];	/* by enum dt_dynvar_state - 1, written by this CPU */
	u64	pad[2];
};

enum dt_dynvar_state {
	DT_DYNVAR_CLEAN,
	DT_DYNVAR_EMPTY,
	DT_DYNVAR_RINSING,
	DT_DYNVAR_DIRTY,
};

struct dt_dynvar_bucket {
	struct dt_chunk *head;
	u64	lock;		/* odd: a delete is under way; changes with every delete */
};

/*
 * struct dt_dynvars - the dynamic variable space of a consumer
 * @state: why the last allocation failed; CLEAN again after a cleaning
 * @reap_at: the chunk where the search for threads that are gone goes on
 */
struct dt_dynvars {
	struct dt_dynvar_cpu *cpu;
	struct dt_dynvar_bucket *buckets;
	u8	*chunks;
	u64	nbuckets;		/* a power of two, at most nchunks */
	u64	nchunks;
	u32	chunk_size;
	u32	ncpus;
	u32	state;
	u64	reap_at;
};

/* Outside probe context */
int dt_dynvars_start(struct dt_dynvars *dyn, u32 chunk_size, u64 *size, bool resize);
void dt_dynvars_free(struct dt_dynvars *dyn);
void dt_dynvars_clean(struct dt_dynvars *dyn);
/* Delete what belongs to threads that are gone; a part of the space at a time */
void dt_dynvars_reap(struct dt_dynvars *dyn);
void dt_dynvars_drops(const struct dt_dynvars *dyn, u64 drops[3]);

/*
 * dt_dynvar_load() - value of a thread-local or of an element of an associative array
 * @scope: enum dtrace_dif_scope
 * @ntuple: keys on the tuple stack that belong to it; 0 for a scalar
 *
 * Return: the value or the address of its bytes; 0 when there is none. Context: probe.
 */
u64 dt_dynvar_load(struct dt_mstate *m, u32 scope, u32 id, u32 ntuple);

/* dt_dynvar_store() - store it; 0 deletes it. Context: probe. */
void dt_dynvar_store(struct dt_mstate *m, u32 scope, u32 id, u32 ntuple, u64 value);

/* What a removal came to */
enum dt_removal {
	DT_REMOVED,
	DT_REMOVED_ALREADY,
	DT_REMOVAL_BUSY,	/* the lock of the bucket stayed taken */
};

/* dt_dynvar_remove() - take an element away. Context: probe context of @cpu. */
enum dt_removal dt_dynvar_remove(struct dt_dynvars *dyn, u32 cpu, struct dt_chunk *c, u64 hash);

/*
 * dt_dynvar_bytes_at() - bytes from @addr to the end of the data that holds it; 0 = none does.
 * Context: probe.
 */
u64 dt_dynvar_bytes_at(const struct dt_dynvars *dyn, u64 addr);

#endif /* _DTRACE_LIB_DYNVAR_H */
