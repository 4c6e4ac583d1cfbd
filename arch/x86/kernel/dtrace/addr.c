// SPDX-License-Identifier: GPL-2.0
/*
 * Address policy: which addresses a probe may load from, whatever the hardware would allow.
 *
 * The hardware cannot be asked. On a CPU without SMAP, and in every Xen PV
 * guest, a kernel load of a user address succeeds; in a PV guest part of the
 * hypervisor's own area is readable, too. And a load from a device register
 * never faults but may start or lose something. So the range is classified by
 * value, and the page tables are asked how the page is cached. What they say is
 * also told to programs: vtop().
 */
#include <linux/init.h>
#include <linux/kprobes.h>
#include <linux/memblock.h> /* max_pfn */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include <asm/dtrace.h>
#include <asm/e820/types.h>
#include <asm/memtype.h>
#include <asm/page.h>
#include <asm/vsyscall.h>
#include <uapi/asm/vsyscall.h>
#ifdef CONFIG_XEN_PV
#include <asm/xen/interface.h>
#include <asm/xen/page.h>
#endif

#include "nofault.h"

static __always_inline bool within(unsigned long addr, unsigned long last,
				   unsigned long start, unsigned long end)
{
	return addr >= start && last < end;
}

static __always_inline bool overlaps(unsigned long addr, unsigned long last,
				     unsigned long start, unsigned long end)
{
	return addr < end && last >= start;
}

static __always_inline bool hypervisor_owns(unsigned long addr,
					    unsigned long last)
{
#ifdef CONFIG_XEN_PV
	return cpu_feature_enabled(X86_FEATURE_XENPV) &&
	       overlaps(addr, last, __HYPERVISOR_VIRT_START,
			__HYPERVISOR_VIRT_END);
#else
	return false;
#endif
}

/**
 * dtrace_addr_classify() - tell who an address range belongs to
 * @addr: first byte
 * @len: bytes; 0 counts as 1
 *
 * Context: any, NMI included.
 * Return: the class of the whole range. A range that wraps around, is not
 * canonical throughout, or reaches from one half into the other is
 * DTRACE_ADDR_NONCANONICAL; one that touches Xen's area belongs to Xen.
 */
enum dtrace_addr_class dtrace_addr_classify(unsigned long addr, size_t len)
{
	unsigned long last = addr + len - !!len;

	if (last < addr)
		return DTRACE_ADDR_NONCANONICAL;
	if ((long)last >= 0)
		return last < TASK_SIZE_MAX ? DTRACE_ADDR_USER : DTRACE_ADDR_NONCANONICAL;
	if ((long)addr >= 0 ||
	    !__is_canonical_address(addr, __VIRTUAL_MASK_SHIFT + 1))
		return DTRACE_ADDR_NONCANONICAL;
	if (hypervisor_owns(addr, last))
		return DTRACE_ADDR_HYPERVISOR;
	if (overlaps(addr, last, VSYSCALL_ADDR, VSYSCALL_ADDR + PAGE_SIZE))
		return DTRACE_ADDR_VSYSCALL;
	return DTRACE_ADDR_KERNEL;
}

NOKPROBE_SYMBOL(dtrace_addr_classify);

/* Read a word that may go away any moment. Return 0 if it did. */
static __always_inline u64 word_at(unsigned long addr)
{
	struct dtrace_nofault_result result = dtrace_nofault_call_load(load_8, addr);

	return likely(!result.vector) ? result.value : 0;
}

#define NOT_OURS	(~0UL)

/* A frame of the machine is not a frame of ours on Xen PV. */
static __always_inline unsigned long guest_pfn(unsigned long frame)
{
#ifdef CONFIG_XEN_PV
	struct dtrace_nofault_result result;

	if (cpu_feature_enabled(X86_FEATURE_XENPV)) {
		if (frame >= machine_to_phys_nr)
			return NOT_OURS;
		result = dtrace_nofault_call_load(load_8, &machine_to_phys_mapping[frame]);
		return result.vector ? NOT_OURS : result.value;
	}
#endif
	return frame;
}

static __always_inline bool zone_is_ram(u64 page_flags)
{
#ifdef CONFIG_ZONE_DEVICE
	return ((page_flags >> ZONES_PGSHIFT) & ZONES_MASK) != ZONE_DEVICE;
#else
	return true;
#endif
}

/*
 * Is it RAM? The struct page tells: a device has none, or one of ZONE_DEVICE.
 * The hole below 1 MiB has struct pages and, in the direct map, a write-back
 * mapping, and only the MTRRs know better. A poisoned page is RAM, but reading
 * it is a machine check.
 */
static __always_inline bool ram(unsigned long pfn)
{
	struct dtrace_nofault_result flags;

	if (pfn >= max_pfn)
		return false;
	if (pfn - PFN_DOWN(ISA_START_ADDRESS) < PFN_DOWN(ISA_END_ADDRESS - ISA_START_ADDRESS))
		return false;
	flags = dtrace_nofault_call_load(load_8, &pfn_to_page(pfn)->flags);
	if (flags.vector)
		return false;
#ifdef CONFIG_MEMORY_FAILURE
	if (flags.value & __PG_HWPOISON)
		return false;
#endif
	return zone_is_ram(flags.value);
}

/* The page that maps an address. */
struct leaf {
	u64 entry;		/* as in the page table; 0: not mapped */
	unsigned int shift;	/* log2 of the page's size, or of what has no page */
	u64 rights;		/* _PAGE_RW and _PAGE_USER of all levels, _PAGE_NX of any */
	u64 absent;		/* the entry that is not present */
};

#define LEVEL_SHIFT	9	/* address bits that one level translates */

/*
 * Walk page tables without locks. They may change or go away meanwhile; they
 * are read through the window, so the worst outcome is a wrong answer about a
 * mapping that is being torn down just now. Tables of a process come and go
 * with it: what they lead to is asked whether it is RAM. Those of the kernel
 * stay, and every load outside the direct map pays for what is asked.
 */
static __always_inline struct leaf leaf_of(unsigned long table, unsigned long addr, bool kernel)
{
	u64 entry, rights = _PAGE_RW | _PAGE_USER;
	unsigned int shift = PGDIR_SHIFT;
	unsigned long pfn;

	for (;; shift -= LEVEL_SHIFT) {
		entry = word_at(table + ((addr >> shift) % PTRS_PER_PTE) * sizeof(u64));
		rights = (rights & (entry | _PAGE_NX)) | (entry & _PAGE_NX);
		if (!(entry & _PAGE_PRESENT))
			return (struct leaf){ .shift = shift, .absent = entry };
		if (shift == PAGE_SHIFT || (entry & _PAGE_PSE))
			return (struct leaf){ entry, shift, rights };
		pfn = guest_pfn((entry & PTE_PFN_MASK) >> PAGE_SHIFT);
		if (kernel ? pfn >= max_pfn : !ram(pfn))
			return (struct leaf){ .shift = shift };
		table = PAGE_OFFSET + PFN_PHYS(pfn);
	}
}

static __always_inline struct leaf kernel_leaf_of(unsigned long addr)
{
	return leaf_of((unsigned long)init_mm.pgd, addr, true);
}

/* The frame of the machine that holds an address, by the page that maps it. */
static __always_inline unsigned long frame_of(struct leaf leaf, unsigned long addr)
{
	return ((leaf.entry & PTE_PFN_MASK) >> PAGE_SHIFT) +
	       PFN_DOWN(addr & ((1UL << leaf.shift) - 1));
}

/* Linux gives write-back the encoding with no cache bit set, on Xen, too. */
static __always_inline bool write_back(struct leaf leaf)
{
	u64 pat = leaf.shift == PAGE_SHIFT ? _PAGE_PAT : _PAGE_PAT_LARGE;

	return !(leaf.entry & (_PAGE_PWT | _PAGE_PCD | pat));
}

static __always_inline bool direct_map(unsigned long addr)
{
	return addr - PAGE_OFFSET < PFN_PHYS(max_pfn);
}

static bool page_toxic(unsigned long addr)
{
	struct leaf leaf;

	if (direct_map(addr))
		return !ram(PFN_DOWN(addr - PAGE_OFFSET));
	leaf = kernel_leaf_of(addr);
	if (!leaf.entry)
		return false;	/* the load will fault, and that is clean */
	if (!write_back(leaf))
		return true;
	return !ram(guest_pfn(frame_of(leaf, addr)));
}

NOKPROBE_SYMBOL(page_toxic);

/**
 * dtrace_addr_toxic() - would a load touch a device?
 * @addr: first byte, of class DTRACE_ADDR_KERNEL
 * @len: bytes; 0 counts as 1
 *
 * True if any page of the range is mapped other than write-back cached, or to
 * something that is not RAM. In the direct map only the latter counts: RAM is
 * harmless to read, however it is cached. The kernel image and the module area
 * hold nothing of the kind and are not looked up.
 *
 * Context: any, NMI included; window open.
 * Return: true if the range must not be loaded from.
 */
bool dtrace_addr_toxic(unsigned long addr, size_t len)
{
	unsigned long last = addr + len - !!len;

	if (within(addr, last, __START_KERNEL_map, MODULES_END))
		return false;
	for (addr &= PAGE_MASK; addr && addr <= last; addr += PAGE_SIZE) {
		if (page_toxic(addr))
			return true;
	}
	return false;
}

NOKPROBE_SYMBOL(dtrace_addr_toxic);

/* Of a process, whose table may be no table any more */
static struct leaf user_leaf_of(unsigned long pgd, unsigned long addr)
{
	if (!direct_map(pgd) || page_toxic(pgd))
		return (struct leaf){ .shift = PGDIR_SHIFT };
	return leaf_of(pgd, addr, false);
}

NOKPROBE_SYMBOL(user_leaf_of);

/**
 * dtrace_addr_of_user() - where the kernel sees a byte of a process
 * @pgd: page table of the process, as in its struct mm_struct
 * @addr: user address
 *
 * Any process, whichever page table is loaded, and nothing needs to hold it:
 * if it ends meanwhile, the answer may be the address of a byte that belongs to
 * somebody else by now. The caller finds out.
 *
 * Context: any, NMI included; window open.
 * Return: an address in the direct map, good up to the end of its page; 0 if the
 * byte is not resident, not RAM, or not in the direct map.
 */
unsigned long dtrace_addr_of_user(unsigned long pgd, unsigned long addr)
{
	unsigned long alias, frame, pfn;
	struct leaf leaf;

	if (addr >= TASK_SIZE_MAX)
		return 0;
	leaf = user_leaf_of(pgd, addr);
	if (!(leaf.entry & _PAGE_USER) || !write_back(leaf))
		return 0;
	frame = frame_of(leaf, addr);
	pfn = guest_pfn(frame);
	if (!ram(pfn))
		return 0;
	alias = PAGE_OFFSET + PFN_PHYS(pfn) + offset_in_page(addr);
	/* Secret memory is not there. And what Xen calls a frame that it lent us, we do not. */
	leaf = kernel_leaf_of(alias);
	return leaf.entry && frame_of(leaf, alias) == frame ? alias : 0;
}

NOKPROBE_SYMBOL(dtrace_addr_of_user);

/* ---- what programs are told of a mapping ---- */

/* What the bits of an entry say about caching differs from boot to boot, on Xen PV above all. */
static u8 cache_modes[8] __ro_after_init;

#define CACHE_BITS(wt, cd, pat)	((wt) + 2 * (cd) + 4 * (pat))

static int __init cache_modes_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cache_modes); i++) {
		pgprotval_t bits = (i & CACHE_BITS(1, 0, 0) ? _PAGE_PWT : 0) |
				   (i & CACHE_BITS(0, 1, 0) ? _PAGE_PCD : 0) |
				   (i & CACHE_BITS(0, 0, 1) ? _PAGE_PAT : 0);

		cache_modes[i] = pgprot2cachemode(__pgprot(bits));
	}
	return 0;
}

arch_initcall(cache_modes_init);

static __always_inline unsigned int cache_mode(struct leaf leaf)
{
	u64 pat = leaf.shift == PAGE_SHIFT ? _PAGE_PAT : _PAGE_PAT_LARGE;

	return cache_modes[CACHE_BITS(!!(leaf.entry & _PAGE_PWT), !!(leaf.entry & _PAGE_PCD),
				      !!(leaf.entry & pat))];
}

#define XEN_GUEST_KERNEL	BIT_ULL(52)	/* the hypervisor's mark in a leaf of the kernel */

/*
 * On Xen PV the kernel runs in user mode as far as paging is concerned: every
 * leaf has the user bit, and the global bit says whose page it is.
 */
static __always_inline unsigned int leaf_flags(struct leaf leaf)
{
	bool pv = cpu_feature_enabled(X86_FEATURE_XENPV);
	unsigned int flags = DTRACE_MAP_PRESENT;

	if (leaf.rights & _PAGE_RW)
		flags |= DTRACE_MAP_WRITE;
	if (!(leaf.rights & _PAGE_NX))
		flags |= DTRACE_MAP_EXEC;
	if ((leaf.rights & _PAGE_USER) && !(pv && (leaf.entry & XEN_GUEST_KERNEL)))
		flags |= DTRACE_MAP_USER;
	if ((leaf.entry & _PAGE_GLOBAL) && !pv)
		flags |= DTRACE_MAP_GLOBAL;
	if (leaf.entry & _PAGE_ACCESSED)
		flags |= DTRACE_MAP_ACCESSED;
	if (leaf.entry & _PAGE_DIRTY)
		flags |= DTRACE_MAP_DIRTY;
	return flags;
}

/* Which of our frames it is. What Xen lent us, and what it calls ours but is not, is none. */
static __always_inline unsigned long own_frame(unsigned long frame)
{
	unsigned long pfn = guest_pfn(frame), alias;
	struct leaf leaf;

	if (!cpu_feature_enabled(X86_FEATURE_XENPV))
		return pfn;
	if (pfn >= max_pfn)
		return DTRACE_FRAME_NONE;
	alias = PAGE_OFFSET + PFN_PHYS(pfn);
	leaf = kernel_leaf_of(alias);
	return leaf.entry && frame_of(leaf, alias) == frame ? pfn : DTRACE_FRAME_NONE;
}

/*
 * With page-table isolation user mode has a table of its own, and by that of
 * the kernel nothing of it can be executed.
 */
static __always_inline unsigned long user_table(unsigned long pgd)
{
#ifdef CONFIG_MITIGATION_PAGE_TABLE_ISOLATION
	if (cpu_feature_enabled(X86_FEATURE_PTI))
		return (unsigned long)kernel_to_user_pgdp((pgd_t *)pgd);
#endif
	return pgd;
}

/**
 * dtrace_addr_mapping() - how an address is mapped
 * @map: what the page table says
 * @pgd: page table of a process; 0: that of the kernel
 * @addr: any address
 *
 * Nothing holds the tables: of one that changes meanwhile the answer is what it
 * was, what it becomes, or what somebody else has made of its page.
 *
 * Context: any, NMI included; window open.
 */
void dtrace_addr_mapping(struct dtrace_mapping *map, unsigned long pgd, unsigned long addr)
{
	struct leaf leaf = pgd ? user_leaf_of(user_table(pgd), addr) : kernel_leaf_of(addr);

	*map = (struct dtrace_mapping){
		.level = (leaf.shift - PAGE_SHIFT) / LEVEL_SHIFT + 1,
		.shift = leaf.shift,
		.entry = leaf.entry ?: leaf.absent,
	};
	if (!leaf.entry)
		return;
	map->flags = leaf_flags(leaf);
	map->cache = cache_mode(leaf);
	map->machine_frame = frame_of(leaf, addr);
	map->frame = own_frame(map->machine_frame);
}

NOKPROBE_SYMBOL(dtrace_addr_mapping);
