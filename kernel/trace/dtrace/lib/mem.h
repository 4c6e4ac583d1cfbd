/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory as programs see it: loads through the no-fault window, access rights, strings, scratch.
 *
 * Everything here runs in probe context with interrupts off. The window is opened at the first
 * load of a firing; whoever started the firing ends it with dt_mem_end(). An address in the user
 * half is read by the user way by copies and by string functions; the plain kernel loads of the
 * machine refuse it.
 */
#ifndef _DTRACE_LIB_MEM_H
#define _DTRACE_LIB_MEM_H

#include "difo.h"
#include "mstate.h"

/* dt_mem_begin() - open the window if nothing did yet in this firing. Context: probe. */
static inline void dt_mem_begin(struct dt_mstate *m)
{
	if (unlikely(!(m->flags & DT_MSTATE_WINDOW))) {
		dt_host_window_open(&m->window);
		m->flags |= DT_MSTATE_WINDOW;
	}
}

/* dt_mem_end() - close the window if a load opened it. Context: probe, end of a firing. */
static inline void dt_mem_end(struct dt_mstate *m)
{
	if (m->flags & DT_MSTATE_WINDOW) {
		dt_host_window_close(&m->window);
		m->flags &= ~DT_MSTATE_WINDOW;
	}
}

/* ---- single values; 0 after a fault ---- */
u64 dt_load(struct dt_mstate *m, u64 addr, u32 size);
u64 dt_load_checked(struct dt_mstate *m, u64 addr, u32 size);	/* first dt_can_load() */
u64 dt_load_user(struct dt_mstate *m, u64 addr, u32 size);
void dt_store(struct dt_mstate *m, u64 addr, u64 value, u32 size);

/* ---- rights ---- */

/*
 * dt_can_store() - may the program write here? Scratch, dynamic variable data, by-reference
 * variables.
 */
bool dt_can_store(const struct dt_mstate *m, u64 addr, u64 len);
/* dt_loadable() - how many of @len bytes the program may read from @addr on */
u64 dt_loadable(const struct dt_mstate *m, u64 addr, u64 len);
/* dt_can_load() - may it read all of them? Else the fault KPRIV. */
bool dt_can_load(struct dt_mstate *m, u64 addr, u64 len);

/* ---- copies to memory of the engine ---- */

/*
 * dt_copy_in() - copy @len bytes; zeros from the first byte that cannot be read on. Return: 0, or
 * 1 with a fault in @m.
 */
int dt_copy_in(struct dt_mstate *m, void *dst, u64 src, size_t len);
/* dt_copy_user() - the same from the user half only; an address of the kernel is BADADDR */
int dt_copy_user(struct dt_mstate *m, void *dst, u64 src, size_t len);
/*
 * dt_peek_mm() - the same from any process and without a fault; @mm is its struct mm_struct.
 * Return: bytes before the first that cannot be read
 */
size_t dt_peek_mm(struct dt_mstate *m, void *dst, u64 mm, u64 src, size_t len);
/* dt_store_user() - write to the user half; what comes before a bad address is written */
void dt_store_user(struct dt_mstate *m, u64 dst, const void *src, size_t len);

/*
 * dt_move() - copy for programs: as dt_copy_in(), and @src may overlap @dst. Return: as
 * dt_copy_in().
 */
int dt_move(struct dt_mstate *m, void *dst, u64 src, size_t len);

/*
 * dt_copy_string() - copy a string to a field of @max bytes
 *
 * At most max - 1 characters; the rest of the field is zero filled, so it always ends with NUL.
 * Return: length of what was copied; after a fault (in @m) the characters before it.
 */
size_t dt_copy_string(struct dt_mstate *m, void *dst, u64 src, size_t max);

/*
 * dt_copy_text() - the same, but only what is left of the 8 bytes with the NUL is zero filled, as
 * far as they are in the field. @dst is a multiple of 8.
 */
size_t dt_copy_text(struct dt_mstate *m, void *dst, u64 src, size_t max);

/* A word with the top bit of its first (lowest) zero byte set, and no lower one; 0: it has none */
static inline u64 dt_first_nul(u64 word)
{
	return (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;
}

/* The bytes of a word before its first zero byte, which it has; the others are 0. */
static inline u64 dt_before_nul(u64 word, u64 nul)
{
	return word & (((nul & -nul) >> 7) - 1);
}

/* ---- strings in place ---- */

#define DT_STR_CHUNK	64

/*
 * struct dt_str - random access to a string that is somewhere in memory
 * @addr: where
 * @max: bytes that count; the string ends there if no NUL comes first
 * @limit: bytes that may be read
 * @first: index of chunk[0]
 * @n: valid bytes of chunk
 */
struct dt_str {
	struct dt_mstate *m;
	u64	addr;
	u32	max;
	u32	limit;
	u32	first;
	u32	n;
	bool	user;
	u8	chunk[DT_STR_CHUNK];
};

void dt_str_open(struct dt_str *s, struct dt_mstate *m, u64 addr, u32 max);
u8 dt_str_fetch(struct dt_str *s, u32 i);

/* dt_str_at() - byte @i; 0 at the end and after a fault, so every loop that looks for NUL ends */
static inline u8 dt_str_at(struct dt_str *s, u32 i)
{
	return likely(i - s->first < s->n) ? s->chunk[i - s->first] : dt_str_fetch(s, i);
}

/* dt_str_len() - length of the string, at most max */
u32 dt_str_len(struct dt_str *s);

/* dt_str_compare() - like strcmp() over at most @max bytes; a NULL pointer is the empty string */
int dt_str_compare(struct dt_mstate *m, u64 a, u64 b, u32 max);

/* ---- scratch (arena.c) ---- */

/*
 * dt_scratch_alloc() - @size bytes, not cleared. Return: NULL with the fault NOSCRATCH when there
 * is no room.
 */
void *dt_scratch_alloc(struct dt_mstate *m, u64 size, u32 align);
/* dt_scratch_zalloc() - 8-aligned and cleared, for programs */
void *dt_scratch_zalloc(struct dt_mstate *m, u64 size);
/* dt_scratch_rest() - the free part, for use inside one operation; *size is its length */
void *dt_scratch_rest(struct dt_mstate *m, u32 *size);
/* dt_scratch_owns() - does [addr, addr + len) lie in blocks that were handed out? */
bool dt_scratch_owns(const struct dt_mstate *m, u64 addr, u64 len);

static inline u64 dt_addr(const void *ptr)
{
	return (u64)(unsigned long)ptr;
}

static inline void *dt_ptr(u64 addr)
{
	return (void *)(unsigned long)addr;
}

#endif /* _DTRACE_LIB_MEM_H */
