// SPDX-License-Identifier: GPL-2.0
/*
 * Dynamic variables: thread-locals and associative arrays.
 *
 * Problem: any CPU creates, finds and deletes elements in probe context, where nothing may be
 * allocated or locked.
 *
 * Choice: one region per consumer, cut into chunks of equal size before tracing starts. Elements
 * hang in hash buckets; lookup takes no lock. A chunk goes round:
 *
 *	free --insert--> in a bucket --delete--> dirty --cleaner--> rinse --grace period--> free
 *
 * A chunk is reused only after every firing that could still see it has ended. That is why
 * popping a free list by a plain compare-and-swap is safe: a chunk cannot leave a list and come
 * back to its head while one firing stands between reading head->next and the swap. For the same
 * reason a chunk that lost the race to be inserted goes to dirty, not back to free.
 *
 * Two CPUs insert the same key:
 *
 *	CPU 0				CPU 1
 *	head = A			head = A
 *	no match in A...		no match in A...
 *	swap head A -> N0		swap head A -> N1 fails
 *					walks again, finds N0
 *
 * A walk beside a delete: the deleter holds the bucket's lock word (odd), unlinks, marks the
 * chunk free (hash 0), then puts it on a list, which overwrites its next pointer.
 *
 *	CPU 0 (walk)			CPU 1 (delete of B)
 *	at B, hash is B's		lock 4 -> 5, A.next = C
 *					B.hash = 0, lock 5 -> 6, B.next = dirty
 *	next of B: a dirty chunk
 *	its hash is 0: start again
 *	(or NULL: end of walk,
 *	lock was 4, is 6: again)
 *
 * So a miss counts only if the lock word did not change during the walk. Walks start again a
 * bounded number of times; then the operation is dropped and counted. Deletes spin on the lock
 * for a bounded time: its holder is another CPU in probe context, which makes progress; on this
 * CPU probe context does not nest.
 */
#include "dynvar.h"
#include "mem.h"
#include "var.h"

#define MAX_WALKS	64	/* of one operation */
#define MAX_SPINS	4096	/* for a bucket's lock */
#define KEY_WORDS	(2 + 2 * DTRACE_DIF_NTUPREGS)	/* a key without bytes by reference */

/* ---- keys ---- */

struct key {
	u64	*word;
	u32	n;		/* words used */
	u32	room;
	u64	hash;
	u64	local[KEY_WORDS];
};

static bool key_word(struct key *k, u64 word)
{
	if (k->n == k->room)
		return false;
	k->word[k->n++] = word;
	return true;
}

/* The bytes of an entry by reference; read once, so that hash, comparison and copy see the same */
static bool key_bytes(struct key *k, struct dt_mstate *m, const struct dt_key *entry)
{
	const u64 size = entry->size & ~DT_KEY_STRING, words = ALIGN(size, 8) / 8;
	u64 *to = k->word + k->n;

	if (size > m->scratch_size || words > k->room - k->n) {
		dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
		return false;
	}
	to[words - 1] = 0;
	if (entry->size & DT_KEY_STRING)
		dt_copy_string(m, to, entry->value, size);
	else
		dt_copy_in(m, to, entry->value, size);
	k->n += words;
	return !m->fault;
}

static bool key_entry(struct key *k, struct dt_mstate *m, const struct dt_key *entry)
{
	if (!key_word(k, entry->size) ||
	    (!entry->size && !key_word(k, entry->value))) {
		dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
		return false;
	}
	return !entry->size || key_bytes(k, m, entry);
}

/* Keys with bytes by reference are put together in the free part of scratch */
static void key_place(struct key *k, struct dt_mstate *m, u32 ntuple)
{
	u64 by_ref = 0;
	u32 i, size;

	k->word = k->local;
	k->room = KEY_WORDS;
	k->n = 0;
	for (i = 0; i < ntuple; i++)
		by_ref |= m->tuple[i].size;
	if (by_ref) {
		k->word = dt_scratch_rest(m, &size);
		k->room = size / sizeof(u64);
	}
}

static u64 hash_words(const u64 *word, u32 n)
{
	u64 h = 0x9e3779b97f4a7c15ULL;
	u32 i;

	for (i = 0; i < n; i++) {
		h = (h ^ word[i]) * 0xff51afd7ed558ccdULL;
		h ^= h >> 32;
	}
	return h ? h : 1;
}

/* Put the identity of the element together. Return: false after a fault. */
static bool key_build(struct key *k, struct dt_mstate *m, u32 scope, u32 id, u32 ntuple)
{
	bool ok;
	u32 i;

	key_place(k, m, ntuple);
	ok = key_word(k, dt_dynvar_key_head(scope, id, ntuple));
	if (scope == DTRACE_DIF_SCOPE_THREAD)
		ok = ok && key_word(k, dt_host_thread_key());
	if (!ok) {
		dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
		return false;
	}
	for (i = 0; i < ntuple; i++)
		if (!key_entry(k, m, &m->tuple[i]))
			return false;
	k->hash = hash_words(k->word, k->n);
	return true;
}

static bool same_words(const u64 *a, const u64 *b, u32 n)
{
	while (n && *a == *b) {
		a++;
		b++;
		n--;
	}
	return !n;
}

static bool matches(const struct dt_chunk *c, const struct key *k)
{
	return c->key_size == k->n * sizeof(u64) && same_words(c->key, k->word, k->n);
}

static u8 *chunk_data(const struct dt_chunk *c)
{
	return (u8 *)c->key + c->key_size;
}

/* ---- lists ---- */

static struct dt_chunk *pop(struct dt_chunk **list)
{
	struct dt_chunk *c, *seen;

	/* pairs with the swap in push(): what the chunk points to is there too */
	c = smp_load_acquire(list);
	while (c) {
		seen = cmpxchg(list, c, READ_ONCE(c->next));
		if (seen == c)
			return c;
		c = seen;
	}
	return NULL;
}

/* Push the chunks from first to last */
static void push(struct dt_chunk **list, struct dt_chunk *first, struct dt_chunk *last)
{
	struct dt_chunk *head = READ_ONCE(*list), *seen;

	for (;;) {
		/*
		 * a walk that still stands on this chunk and follows next must see the lock word
		 * that the delete left
		 */
		smp_store_release(&last->next, head);
		seen = cmpxchg(list, head, first);
		if (seen == head)
			return;
		head = seen;
	}
}

static void recycle(struct dt_dynvars *dyn, u32 cpu, struct dt_chunk *c)
{
	WRITE_ONCE(c->hash, 0);
	push(&dyn->cpu[cpu].dirty, c, c);
}

static void discard(struct dt_mstate *m, struct dt_chunk *c)
{
	recycle(&m->vars->dyn, m->cpu, c);
}

static void drop(struct dt_mstate *m, u32 why)
{
	dt_count(&m->vars->dyn.cpu[m->cpu].drops[why - 1]);
	m->flags |= DT_MSTATE_DROP;
}

/* Nothing is free anywhere: find out why, once until the next cleaning */
static u32 exhausted(struct dt_dynvars *dyn)
{
	u32 cpu, why = DT_DYNVAR_EMPTY;

	for (cpu = 0; cpu < dyn->ncpus; cpu++) {
		if (READ_ONCE(dyn->cpu[cpu].dirty))
			why = max(why, (u32)DT_DYNVAR_DIRTY);
		if (READ_ONCE(dyn->cpu[cpu].rinse))
			why = max(why, (u32)DT_DYNVAR_RINSING);
	}
	WRITE_ONCE(dyn->state, why);
	return why;
}

static struct dt_chunk *alloc(struct dt_mstate *m)
{
	struct dt_dynvars *dyn = &m->vars->dyn;
	struct dt_chunk *c = pop(&dyn->cpu[m->cpu].free);
	u32 why = READ_ONCE(dyn->state), i;

	if (likely(c))
		return c;
	for (i = 1; why == DT_DYNVAR_CLEAN && i < dyn->ncpus; i++) {
		c = pop(&dyn->cpu[(m->cpu + i) % dyn->ncpus].free);
		if (c)
			return c;
	}
	drop(m, why == DT_DYNVAR_CLEAN ? exhausted(dyn) : why);
	return NULL;
}

/* ---- walks ---- */

/* One walk and what it saw */
struct walk {
	struct dt_dynvar_bucket *bucket;
	struct dt_chunk *head;
	u64	lock;
	struct dt_chunk *found;
};

/* Return: false when the walk met a chunk that was taken away under it */
static bool walk_once(struct walk *w, const struct key *k)
{
	struct dt_chunk *c;
	u64 hash;

	/* first the lock word, so that a delete from now on shows */
	w->lock = smp_load_acquire(&w->bucket->lock);
	/* pairs with the swap in insert(): key and value of what is found are there */
	w->head = smp_load_acquire(&w->bucket->head);
	w->found = NULL;
	/* next pairs with the release in push(): on a list, the lock word has changed before */
	for (c = w->head; c; c = smp_load_acquire(&c->next)) {
		/* before the key is read */
		hash = smp_load_acquire(&c->hash);
		if (unlikely(!hash))
			return false;
		if (hash == k->hash && matches(c, k)) {
			w->found = c;
			return true;
		}
	}
	/* the lock word again, after all that the walk read */
	smp_rmb();
	return READ_ONCE(w->bucket->lock) == w->lock;
}

/* Walk until the answer is certain. Return: false and a drop when it does not become so. */
static bool walk(struct dt_mstate *m, struct walk *w, const struct key *k)
{
	struct dt_dynvars *dyn = &m->vars->dyn;
	u32 i;

	w->bucket = &dyn->buckets[k->hash & (dyn->nbuckets - 1)];
	for (i = 0; i < MAX_WALKS; i++)
		if (likely(walk_once(w, k)))
			return true;
	drop(m, DT_DYNVAR_EMPTY);
	return false;
}

notrace u64 dt_dynvar_load(struct dt_mstate *m, u32 scope, u32 id, u32 ntuple)
{
	const struct dt_vardesc *var = dt_vardesc(m->vars, scope, id);
	struct walk w;
	struct key k;

	/* the keys are read, and may fault, even if nothing was ever stored */
	if (!var || !key_build(&k, m, scope, id, ntuple) || !m->vars->dyn.nchunks)
		return 0;
	if (!walk(m, &w, &k) || !w.found)
		return 0;
	return var->size ? dt_addr(chunk_data(w.found)) : READ_ONCE(*(u64 *)chunk_data(w.found));
}

/* ---- delete ---- */

/* Return: false when the lock stays taken */
static bool lock_bucket(struct dt_dynvar_bucket *b)
{
	u32 i;

	for (i = 0; i < MAX_SPINS; i++) {
		u64 lock = READ_ONCE(b->lock);

		if (!(lock & 1) && cmpxchg(&b->lock, lock, lock + 1) == lock)
			return true;
		barrier();
	}
	return false;
}

static void unlock_bucket(struct dt_dynvar_bucket *b)
{
	/* what the delete changed shows before the new lock word */
	smp_store_release(&b->lock, READ_ONCE(b->lock) + 1);
}

/*
 * Take c out of its chain; the bucket is locked, so only inserts at the head go on. Return: false
 * when it is gone already.
 */
static bool unlink_chunk(struct dt_dynvar_bucket *b, struct dt_chunk *c)
{
	struct dt_chunk *prev = READ_ONCE(b->head);

	if (prev == c) {
		prev = cmpxchg(&b->head, c, c->next);
		if (prev == c)
			return true;
	}
	while (prev && READ_ONCE(prev->next) != c)
		prev = READ_ONCE(prev->next);
	if (!prev)
		return false;
	WRITE_ONCE(prev->next, c->next);
	return true;
}

notrace enum dt_removal dt_dynvar_remove(struct dt_dynvars *dyn, u32 cpu, struct dt_chunk *c,
					 u64 hash)
{
	struct dt_dynvar_bucket *b = &dyn->buckets[hash & (dyn->nbuckets - 1)];
	bool mine;

	if (!lock_bucket(b))
		return DT_REMOVAL_BUSY;
	mine = READ_ONCE(c->hash) == hash && unlink_chunk(b, c);
	if (mine)
		WRITE_ONCE(c->hash, 0);
	unlock_bucket(b);
	if (!mine)
		return DT_REMOVED_ALREADY;
	recycle(dyn, cpu, c);
	return DT_REMOVED;
}

/* ---- store ---- */

static void set_data(struct dt_mstate *m, const struct dt_vardesc *var, struct dt_chunk *c,
		     u64 value)
{
	if (var->size)
		dt_var_copy(m, var, chunk_data(c), value);
	else
		WRITE_ONCE(*(u64 *)chunk_data(c), value);
}

/* A chunk with key and value, not in any list. Return: NULL after a drop or a fault. */
static struct dt_chunk *make(struct dt_mstate *m, const struct dt_vardesc *var, const struct key *k,
			     u64 value)
{
	const u32 key_size = k->n * sizeof(u64), data_size = var->size ? var->size : sizeof(u64);
	struct dt_chunk *c;

	if (sizeof(*c) + (u64)key_size + data_size > m->vars->dyn.chunk_size) {
		drop(m, DT_DYNVAR_EMPTY);
		return NULL;
	}
	c = alloc(m);
	if (!c)
		return NULL;
	c->key_size = key_size;
	c->data_size = data_size;
	memcpy(c->key, k->word, key_size);
	set_data(m, var, c, value);
	if (m->fault) {
		discard(m, c);
		return NULL;
	}
	/* pairs with the acquire in reap_chunk(): the key is there */
	smp_store_release(&c->hash, k->hash);
	return c;
}

/* Return: false when another CPU was faster */
static bool insert(struct walk *w, struct dt_chunk *c)
{
	WRITE_ONCE(c->next, w->head);
	return cmpxchg(&w->bucket->head, w->head, c) == w->head;
}

static void store_value(struct dt_mstate *m, const struct dt_vardesc *var, const struct key *k,
			u64 value)
{
	struct dt_chunk *c = NULL;
	struct walk w;
	u32 i;

	for (i = 0; i < MAX_WALKS && walk(m, &w, k); i++) {
		if (w.found) {
			set_data(m, var, w.found, value);
			break;
		}
		if (!c)
			c = make(m, var, k, value);
		if (!c || insert(&w, c))
			return;
	}
	if (i == MAX_WALKS)
		drop(m, DT_DYNVAR_EMPTY);
	if (c)
		discard(m, c);
}

notrace void dt_dynvar_store(struct dt_mstate *m, u32 scope, u32 id, u32 ntuple, u64 value)
{
	const struct dt_vardesc *var = dt_vardesc(m->vars, scope, id);
	struct walk w;
	struct key k;

	if (!var || !m->vars->dyn.nchunks) {
		dt_fault(m, DTRACE_FAULT_ILLOP, 0);
		return;
	}
	if (!key_build(&k, m, scope, id, ntuple))
		return;
	if (value)
		store_value(m, var, &k, value);
	else if (walk(m, &w, &k) && w.found &&
		 dt_dynvar_remove(&m->vars->dyn, m->cpu, w.found, k.hash) == DT_REMOVAL_BUSY)
		drop(m, DT_DYNVAR_EMPTY);
}

notrace u64 dt_dynvar_bytes_at(const struct dt_dynvars *dyn, u64 addr)
{
	const struct dt_chunk *c;
	u64 off = addr - dt_addr(dyn->chunks), start;

	if (off >= dyn->nchunks * dyn->chunk_size)
		return 0;
	c = (const struct dt_chunk *)(dyn->chunks + off / dyn->chunk_size * dyn->chunk_size);
	start = dt_addr(chunk_data(c));
	if (!READ_ONCE(c->hash) || addr < start || addr - start >= c->data_size)
		return 0;
	return c->data_size - (addr - start);
}
