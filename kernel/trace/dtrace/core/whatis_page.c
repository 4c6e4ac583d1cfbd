// SPDX-License-Identifier: GPL-2.0
/*
 * whatis() of the direct map: object of which slab cache, or what else the page is used for.
 *
 * A page may be freed and used again at any time. So its struct page is copied first, and the copy
 * asked; a slab counts as one if the page still says so after its cache was read.
 */
#include <linux/kfence.h>
#include <linux/mm.h>
#include <linux/page-flags.h>

/* What a slab is, is nobody else's business: a private header. */
#include "../../../../mm/slab.h"

#include "lib/env.h"
#include "core/text.h"
#include "core/whatis.h"

#define COMPOUND_TAIL	1UL	/* in the word that points to the head of a compound page */

/**
 * struct page_copy - a page, or the first one of a compound page
 * @pfn: its frame
 * @page: what its struct page was
 */
struct page_copy {
	unsigned long	pfn;
	struct page	page;
};

static notrace bool copy_page_of(struct page_copy *copy, unsigned long pfn)
{
	copy->pfn = pfn;
	return dt_bytes(&copy->page, (unsigned long)pfn_to_page(pfn), sizeof(copy->page));
}

/* Return: false: there is no struct page, or it makes no sense */
static notrace bool copy_head_of(struct page_copy *copy, unsigned long pfn)
{
	unsigned long head;

	if (!copy_page_of(copy, pfn))
		return false;
	head = copy->page.compound_head;
	if (!(head & COMPOUND_TAIL))
		return true;
	head -= COMPOUND_TAIL;
	if (head > (unsigned long)pfn_to_page(pfn) || head < VMEMMAP_START ||
	    (head - VMEMMAP_START) % sizeof(struct page))
		return false;
	return copy_page_of(copy, page_to_pfn((struct page *)head)) &&
	       !(copy->page.compound_head & COMPOUND_TAIL);
}

/* Of the copy alone: the functions on pages would follow its pointers. */
static __always_inline bool is_type(const struct page *page, unsigned int type)
{
	return page->page_type >> 24 == type;
}

static notrace bool is_slab(const struct page_copy *copy)
{
	return is_type(&copy->page, PGTY_slab);
}

/* ---- slabs ---- */

/**
 * struct slab_object - what an address in a slab belongs to
 * @cache: struct kmem_cache
 * @name: of the cache, in memory of the kernel
 * @start: of the object
 * @inside: the address is in the object, not in what is around it
 */
struct slab_object {
	u64		cache;
	u64		name;
	unsigned long	start;
	bool		inside;
};

static notrace u32 cache_number(u64 cache, size_t offset)
{
	u32 val;

	return dt_bytes(&val, cache + offset, sizeof(val)) ? val : 0;
}

static notrace u32 red_zone_of(u64 cache)
{
#ifdef CONFIG_SLUB_DEBUG
	return cache_number(cache, offsetof(struct kmem_cache, red_left_pad));
#else
	return 0;
#endif
}

/* Return: false: it is no slab any more, or was none */
static notrace bool find_object(struct slab_object *object, const struct page_copy *copy,
				unsigned long addr)
{
	unsigned long slab = PAGE_OFFSET + PFN_PHYS(copy->pfn);
	struct page_copy again;
	u32 size, index;

	object->cache = (unsigned long)((const struct slab *)&copy->page)->slab_cache;
	object->name = dt_word(object->cache + offsetof(struct kmem_cache, name));
	size = cache_number(object->cache, offsetof(struct kmem_cache, size));
	if (!object->name || !size || addr < slab)
		return false;
	index = (addr - slab) / size;
	object->start = slab + index * size + red_zone_of(object->cache);
	object->inside = index < ((const struct slab *)&copy->page)->objects &&
			 addr - object->start <
			 cache_number(object->cache, offsetof(struct kmem_cache, object_size));
	return copy_page_of(&again, copy->pfn) && is_slab(&again) &&
	       ((const struct slab *)&again.page)->slab_cache == (void *)object->cache;
}

static notrace bool tell_slab(struct dt_text *t, const struct page_copy *copy, unsigned long addr)
{
	struct slab_object object;

	if (!is_slab(copy) || !find_object(&object, copy, addr))
		return false;
	dt_text(t, "slab ");
	dt_tell_name(t, object.name, SIZE_MAX);
	if (is_kfence_address((void *)addr)) {
		dt_text(t, " object of KFENCE");
	} else if (object.inside) {
		dt_text(t, " object ");
		dt_text_hex(t, object.start);
		dt_text(t, "+");
		dt_text_hex(t, addr - object.start);
	} else {
		dt_text(t, ", not in an object");
	}
	return true;
}

/* ---- other pages ---- */

static notrace const char *page_use(const struct page *page)
{
	unsigned long mapping = (unsigned long)page->mapping;

	if (page->flags & BIT(PG_reserved))
		return "reserved page";
	if (is_type(page, PGTY_buddy))
		return "free page";
	if (is_type(page, PGTY_table))
		return "page table";
	if (page_has_type(page))
		return "page not of a slab";
	if (mapping & PAGE_MAPPING_ANON)
		return "anonymous page";
	return mapping ? "page of a file" : "page not of a slab";
}

void notrace dt_tell_page(struct dt_text *t, unsigned long addr)
{
	unsigned long pfn = PHYS_PFN(addr - PAGE_OFFSET);
	struct page_copy copy;
	bool known = copy_head_of(&copy, pfn);

	if (known && tell_slab(t, &copy, addr))
		return;
	dt_text(t, "direct map, frame ");
	dt_text_hex(t, pfn);
	dt_text(t, ", ");
	dt_text(t, known ? page_use(&copy.page) : "no page");
}
