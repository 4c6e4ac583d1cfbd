/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether the data of an I/O is in the page cache.
 */
#ifndef _DTRACE_PROVIDERS_PAGE_CACHE_H
#define _DTRACE_PROVIDERS_PAGE_CACHE_H

#include <linux/bio.h>
#include <linux/mm.h>
#include <linux/page-flags.h>

/* Context: any; the page is locked, under writeback, or referenced. Return: may be NULL. */
static inline struct address_space *dt_page_cache_of(struct page *page)
{
	struct address_space *mapping = READ_ONCE(page_folio(page)->mapping);

	return (unsigned long)mapping & PAGE_MAPPING_FLAGS ? NULL : mapping;
}

/* Context: any; the bio has data and is under way. */
static inline bool dt_bio_in_page_cache(const struct bio *bio)
{
	return dt_page_cache_of(bio_page(bio));
}

#endif /* _DTRACE_PROVIDERS_PAGE_CACHE_H */
