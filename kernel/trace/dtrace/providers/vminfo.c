// SPDX-License-Identifier: GPL-2.0
/*
 * Provider vminfo: the virtual memory system counts something. arg0 is by how
 * much, at least 1.
 */
#include <linux/bio.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/signal.h>

#include <trace/events/block.h>
#include <trace/events/dtrace.h>
#include <trace/events/pagemap.h>
#include <trace/events/vmscan.h>

#include "providers/event.h"
#include "providers/page_cache.h"
#include "providers/providers.h"

enum vminfo_probe {
	VM_AS_FAULT, VM_MAJ_FAULT, VM_KERNEL_ASFLT, VM_COW_FAULT, VM_PROT_FAULT, VM_ZFOD,
	VM_PGIN, VM_PGPGIN, VM_FSPGIN, VM_ANONPGIN, VM_SWAPIN, VM_PGSWAPIN,
	VM_PGOUT, VM_PGPGOUT, VM_FSPGOUT, VM_ANONPGOUT, VM_SWAPOUT, VM_PGSWAPOUT,
	VM_PGREC, VM_SCAN, VM_REV, VM_PGRRUN, VM_DFREE, VM_FSFREE, VM_ANONFREE,
};

static struct dt_event vm_events[];

#define VM_FIRE(_tp, _probe, _n)	DT_FIRE(_tp, &vm_events[_probe], _n)

/* ---- page faults; context: the faulting task ---- */

static void on_vm_fault(void *data, unsigned int flags, unsigned int ret)
{
	VM_FIRE(dtrace_vm_fault, VM_AS_FAULT, 1);
	if ((ret & VM_FAULT_MAJOR) || (flags & FAULT_FLAG_TRIED))
		VM_FIRE(dtrace_vm_fault, VM_MAJ_FAULT, 1);
	if (!(flags & FAULT_FLAG_USER))
		VM_FIRE(dtrace_vm_fault, VM_KERNEL_ASFLT, 1);
}

static void on_vm_page(void *data, enum dtrace_vm_kind kind, int pages)
{
	VM_FIRE(dtrace_vm_page, kind == DTRACE_VM_ZERO ? VM_ZFOD : VM_COW_FAULT, pages);
}

static void on_fault(void *data, struct task_struct *p, struct kernel_siginfo *info)
{
	if (info->si_signo == SIGSEGV && info->si_code == SEGV_ACCERR)
		VM_FIRE(dtrace_fault, VM_PROT_FAULT, 1);
}

/* ---- paging; context: task that submits ---- */

/* Probes of one direction are in the order of those for pages in. */
static void paged(bool out, bool swap, unsigned int pages)
{
	unsigned int first = out ? VM_PGOUT : VM_PGIN;

	VM_FIRE(block_bio_queue, first, 1);
	VM_FIRE(block_bio_queue, first + 1, pages);
	VM_FIRE(block_bio_queue, first + (swap ? 3 : 2), pages);
	if (!swap)
		return;
	VM_FIRE(block_bio_queue, first + 4, 1);
	VM_FIRE(block_bio_queue, first + 5, pages);
}

static void on_bio_queue(void *data, struct bio *bio)
{
	bool swap = bio->bi_opf & REQ_SWAP;

	if (!bio_has_data(bio) || (!swap && !dt_bio_in_page_cache(bio)))
		return;
	paged(op_is_write(bio_op(bio)), swap,
	      max(bio_sectors(bio) >> (PAGE_SHIFT - SECTOR_SHIFT), 1u));
}

/* ---- reclaim; context: task, usually kswapd ---- */

static void on_activate(void *data, struct folio *folio)
{
	VM_FIRE(mm_lru_activate, VM_PGREC, folio_nr_pages(folio));
}

static void on_isolate(void *data, int highest_zoneidx, int order, unsigned long nr_requested,
		       unsigned long nr_scanned, unsigned long nr_skipped, unsigned long nr_taken,
		       int lru)
{
	if (nr_scanned)
		VM_FIRE(mm_vmscan_lru_isolate, VM_SCAN, nr_scanned);
}

static void on_kswapd_wake(void *data, int nid, int zid, int order)
{
	VM_FIRE(mm_vmscan_kswapd_wake, VM_REV, 1);
	VM_FIRE(mm_vmscan_kswapd_wake, VM_PGRRUN, 1);
}

static void on_shrink(void *data, int nid, unsigned long nr_scanned, unsigned long nr_reclaimed,
		      struct reclaim_stat *stat, int priority, int file)
{
	if (!nr_reclaimed)
		return;
	VM_FIRE(mm_vmscan_lru_shrink_inactive, VM_DFREE, nr_reclaimed);
	VM_FIRE(mm_vmscan_lru_shrink_inactive, file ? VM_FSFREE : VM_ANONFREE, nr_reclaimed);
}

DT_SOURCE(vm_fault, dtrace_vm_fault);
DT_SOURCE(vm_page, dtrace_vm_page);
DT_SOURCE(fault, dtrace_fault);
DT_SOURCE(bio_queue, block_bio_queue);
DT_SOURCE(activate, mm_lru_activate);
DT_SOURCE(isolate, mm_vmscan_lru_isolate);
DT_SOURCE(kswapd_wake, mm_vmscan_kswapd_wake);
DT_SOURCE(shrink, mm_vmscan_lru_shrink_inactive);

static struct dt_event vm_events[] = {
	DT_EVENT(VM_AS_FAULT, "handle_mm_fault", "as_fault", NULL, &src_vm_fault),
	DT_EVENT(VM_MAJ_FAULT, "handle_mm_fault", "maj_fault", NULL, &src_vm_fault),
	DT_EVENT(VM_KERNEL_ASFLT, "handle_mm_fault", "kernel_asflt", NULL, &src_vm_fault),
	DT_EVENT(VM_COW_FAULT, "wp_page_copy", "cow_fault", NULL, &src_vm_page),
	DT_EVENT(VM_PROT_FAULT, "force_sig_info_to_task", "prot_fault", NULL, &src_fault),
	DT_EVENT(VM_ZFOD, "do_anonymous_page", "zfod", NULL, &src_vm_page),
	DT_EVENT(VM_PGIN, "submit_bio_noacct_nocheck", "pgin", NULL, &src_bio_queue),
	DT_EVENT(VM_PGPGIN, "submit_bio_noacct_nocheck", "pgpgin", NULL, &src_bio_queue),
	DT_EVENT(VM_FSPGIN, "submit_bio_noacct_nocheck", "fspgin", NULL, &src_bio_queue),
	DT_EVENT(VM_ANONPGIN, "submit_bio_noacct_nocheck", "anonpgin", NULL, &src_bio_queue),
	DT_EVENT(VM_SWAPIN, "submit_bio_noacct_nocheck", "swapin", NULL, &src_bio_queue),
	DT_EVENT(VM_PGSWAPIN, "submit_bio_noacct_nocheck", "pgswapin", NULL, &src_bio_queue),
	DT_EVENT(VM_PGOUT, "submit_bio_noacct_nocheck", "pgout", NULL, &src_bio_queue),
	DT_EVENT(VM_PGPGOUT, "submit_bio_noacct_nocheck", "pgpgout", NULL, &src_bio_queue),
	DT_EVENT(VM_FSPGOUT, "submit_bio_noacct_nocheck", "fspgout", NULL, &src_bio_queue),
	DT_EVENT(VM_ANONPGOUT, "submit_bio_noacct_nocheck", "anonpgout", NULL, &src_bio_queue),
	DT_EVENT(VM_SWAPOUT, "submit_bio_noacct_nocheck", "swapout", NULL, &src_bio_queue),
	DT_EVENT(VM_PGSWAPOUT, "submit_bio_noacct_nocheck", "pgswapout", NULL, &src_bio_queue),
	DT_EVENT(VM_PGREC, "folio_activate", "pgrec", NULL, &src_activate),
	DT_EVENT(VM_SCAN, "isolate_lru_folios", "scan", NULL, &src_isolate),
	DT_EVENT(VM_REV, "balance_pgdat", "rev", NULL, &src_kswapd_wake),
	DT_EVENT(VM_PGRRUN, "balance_pgdat", "pgrrun", NULL, &src_kswapd_wake),
	DT_EVENT(VM_DFREE, "shrink_inactive_list", "dfree", NULL, &src_shrink),
	DT_EVENT(VM_FSFREE, "shrink_inactive_list", "fsfree", NULL, &src_shrink),
	DT_EVENT(VM_ANONFREE, "shrink_inactive_list", "anonfree", NULL, &src_shrink),
};

static const struct dtrace_provider_info vm_info = {
	.name	= "vminfo",
	.priv	= DTRACE_PRIV_KERNEL,
	.attr	= DT_EVENT_ATTR,
	.ops	= &dt_event_ops,
};

static struct dt_event_provider vm_provider = {
	.info		= &vm_info,
	.events		= vm_events,
	.nevents	= ARRAY_SIZE(vm_events),
};

int __init dt_vminfo_init(void)
{
	return dt_event_init(&vm_provider);
}
