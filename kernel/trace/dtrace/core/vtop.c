// SPDX-License-Identifier: GPL-2.0
/*
 * vtop(): how an address is mapped, in words.
 *
 * As in "4K page, frame 0x1234, rw- kernel global accessed dirty". The walk of the page tables is
 * the architecture's: dtrace_addr_mapping().
 */
#include <linux/array_size.h>
#include <linux/mm_types.h>
#include <linux/pgtable.h>
#include <linux/sched.h>

#include <asm/dtrace.h>
#include <asm/page.h>

#include "lib/env.h"
#include "core/text.h"
#include "core/whatis.h"

static const char * const cache_names[] = {
	[_PAGE_CACHE_MODE_WC]		= " write-combining",
	[_PAGE_CACHE_MODE_UC_MINUS]	= " uncached-minus",
	[_PAGE_CACHE_MODE_UC]		= " uncached",
	[_PAGE_CACHE_MODE_WT]		= " write-through",
	[_PAGE_CACHE_MODE_WP]		= " write-protected",
};

static notrace void tell_frames(struct dt_text *t, const struct dtrace_mapping *map)
{
	if (map->frame != DTRACE_FRAME_NONE) {
		dt_text(t, ", frame ");
		dt_text_hex(t, map->frame);
	}
	if (map->machine_frame != map->frame) {
		dt_text(t, ", machine frame ");
		dt_text_hex(t, map->machine_frame);
	}
}

static notrace void tell_page(struct dt_text *t, const struct dtrace_mapping *map)
{
	dt_text_number(t, 1 << (map->shift % 10), 10);
	dt_text_char(t, "KMGT"[map->shift / 10 - 1]);
	dt_text(t, " page");
	tell_frames(t, map);
	dt_text(t, ", r");
	dt_text_char(t, map->flags & DTRACE_MAP_WRITE ? 'w' : '-');
	dt_text_char(t, map->flags & DTRACE_MAP_EXEC ? 'x' : '-');
	dt_text(t, map->flags & DTRACE_MAP_USER ? " user" : " kernel");
	if (map->flags & DTRACE_MAP_GLOBAL)
		dt_text(t, " global");
	if (map->flags & DTRACE_MAP_ACCESSED)
		dt_text(t, " accessed");
	if (map->flags & DTRACE_MAP_DIRTY)
		dt_text(t, " dirty");
	if (map->cache < ARRAY_SIZE(cache_names) && cache_names[map->cache])
		dt_text(t, cache_names[map->cache]);
}

static notrace void tell_absent(struct dt_text *t, const struct dtrace_mapping *map)
{
	dt_text(t, "not mapped (level ");
	dt_text_number(t, map->level, 10);
	if (map->entry) {
		dt_text(t, ", entry ");
		dt_text_hex(t, map->entry);
	}
	dt_text_char(t, ')');
}

/* @pgd: as dtrace_addr_mapping() takes it */
static notrace void tell_mapping(struct dt_text *t, unsigned long pgd, unsigned long addr)
{
	struct dtrace_mapping map;

	dtrace_addr_mapping(&map, pgd, addr);
	if (map.flags & DTRACE_MAP_PRESENT)
		tell_page(t, &map);
	else
		tell_absent(t, &map);
}

static notrace void tell_user_mapping(struct dt_text *t, unsigned long addr)
{
	const struct mm_struct *mm = READ_ONCE(current->mm);

	if (mm)
		tell_mapping(t, (unsigned long)mm->pgd, addr);
	else
		dt_text(t, "no user memory");
}

u32 notrace dt_host_vtop(u64 addr, char *buf, u32 size)
{
	enum dtrace_addr_class class = dtrace_addr_classify(addr, 1);
	struct dt_text t;

	dt_text_begin(&t, buf, size);
	if (class == DTRACE_ADDR_USER)
		tell_user_mapping(&t, addr);
	else if (class == DTRACE_ADDR_KERNEL || class == DTRACE_ADDR_VSYSCALL)
		tell_mapping(&t, 0, addr);
	else
		dt_tell_class(&t, class);
	return dt_text_end(&t);
}
