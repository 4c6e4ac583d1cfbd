/* SPDX-License-Identifier: GPL-2.0 */
/*
 * whatis(): the parts that know one kind of memory each.
 *
 * Context of all: probe, interrupts off, window open. Nothing is locked and nothing is trusted:
 * what is read may have become something else, so walks have a limit, and what does not fit
 * together is not told.
 */
#ifndef _DTRACE_CORE_WHATIS_H
#define _DTRACE_CORE_WHATIS_H

#include <linux/types.h>

#include <asm/dtrace.h>

struct dt_text;
struct rb_root;

/**
 * struct dt_area - an area of vmalloc space
 * @start: first byte
 * @end: behind the last one, guard page included
 * @vm: its struct vm_struct, 0: it has none (vm_map_ram())
 */
struct dt_area {
	unsigned long start, end;
	u64 vm;
};

/* A word that may be anywhere; 0: it cannot be read. */
u64 dt_word(u64 addr);
/* As far as the bytes can be read; the rest is 0. Return: whether all could be. */
bool dt_bytes(void *to, u64 addr, size_t len);
/* A name of the kernel, @size bytes at most; what cannot be printed is "?". */
void dt_tell_name(struct dt_text *t, u64 addr, size_t size);

/* Which part of the address space: the words for what is no more than that */
void dt_tell_class(struct dt_text *t, enum dtrace_addr_class class);

/* "vmlinux`do_exit+0x12". Return: false: no symbol is known, and nothing was told. */
bool dt_tell_symbol(struct dt_text *t, unsigned long addr);

/* Stack of which thread, or of interrupts. Return: false: it is none. */
bool dt_tell_stack(struct dt_text *t, unsigned long addr);

/* Of a page in the direct map */
void dt_tell_page(struct dt_text *t, unsigned long addr);

/* Of vmalloc space and the area of modules. Return: false: nothing is there. */
bool dt_tell_area(struct dt_text *t, unsigned long addr);
/* The area of a tree that has the address; @steps are left, and taken. Return: false: none. */
bool dt_area_find(struct dt_area *area, const struct rb_root *root, unsigned long addr,
		  unsigned int *steps);

#endif /* _DTRACE_CORE_WHATIS_H */
