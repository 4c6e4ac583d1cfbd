// SPDX-License-Identifier: GPL-2.0
/*
 * Address policy: which addresses a probe may load from, whatever the hardware would allow.
 *
 * The hardware cannot be asked. On a CPU without SMAP, and in every Xen PV
 * guest, a kernel load of a user address succeeds; in a PV guest part of the
 * hypervisor's own area is readable, too. And a load from a device register
 * never faults but may start or lose something. So the range is classified by
 * value, and the page tables are asked how the page is cached.
 */
#include <linux/kprobes.h>
#include <linux/memblock.h> /* max_pfn */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include <asm/cpufeature.h>
#include <asm/dtrace.h>
#include <asm/e820/types.h>
#include <asm/page.h>
#include <asm/vsyscall.h>
#include <uapi/asm/vsyscall.h>
#ifdef CONFIG_XEN_PV
#include <asm/xen/interface.h>
#include <asm/xen/page.h>
#endif

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
	if (last < TASK_SIZE_MAX)
		return DTRACE_ADDR_USER;
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

#define LEVEL_SHIFT	9	/* address bits that one level translates */

/* The page that maps an address. */
struct leaf {
	u64 entry;		/* as in the page table; 0: not mapped */
	unsigned int shift;	/* log2 of the page's size */
};

#define NOT_A_FRAME	(~0UL)

/* The guest's frame number of a page table entry, NOT_A_FRAME if foreign. */
static __always_inline unsigned long entry_pfn(u64 entry)
{
	unsigned long pfn = (entry & PTE_PFN_MASK) >> PAGE_SHIFT;
#ifdef CONFIG_XEN_PV
	unsigned long fault_addr;
	u64 guest_pfn;

	if (cpu_feature_enabled(X86_FEATURE_XENPV)) {
		pfn = (entry & XEN_PTE_MFN_MASK) >> PAGE_SHIFT;
		if (pfn >= machine_to_phys_nr ||
		    dtrace_nofault_load(&guest_pfn,
					(unsigned long)&machine_to_phys_mapping[pfn],
					sizeof(guest_pfn), &fault_addr))
			return NOT_A_FRAME;
		pfn = guest_pfn;
	}
#endif
	return pfn < max_pfn ? pfn : NOT_A_FRAME;
}

static __always_inline bool entry_is_leaf(u64 entry, unsigned int shift)
{
	return shift == PAGE_SHIFT || (shift <= PUD_SHIFT && (entry & _PAGE_PSE));
}

/*
 * Walk the kernel's page tables without locks. They may change or go away
 * meanwhile; they are read through the window, so the worst outcome is a wrong
 * answer about a mapping that is being torn down just now.
 */
static struct leaf leaf_of(unsigned long addr)
{
	unsigned int shift = PGDIR_SHIFT;
	unsigned long table = (unsigned long)init_mm.pgd;
	unsigned long pfn, fault_addr, slot;
	struct leaf leaf = { };

	for (;; shift -= LEVEL_SHIFT) {
		slot = table + ((addr >> shift) % PTRS_PER_PTE) * sizeof(u64);
		if (dtrace_nofault_load(&leaf.entry, slot, sizeof(u64), &fault_addr) ||
		    !(leaf.entry & _PAGE_PRESENT))
			break;
		if (entry_is_leaf(leaf.entry, shift)) {
			leaf.shift = shift;
			return leaf;
		}
		pfn = entry_pfn(leaf.entry);
		if (pfn == NOT_A_FRAME)
			break;
		table = (unsigned long)__va(PFN_PHYS(pfn));
	}
	return (struct leaf){ .shift = PAGE_SHIFT };
}

NOKPROBE_SYMBOL(leaf_of);

/* Linux gives write-back the encoding with no cache bit set, on Xen, too. */
static __always_inline bool write_back(const struct leaf *leaf)
{
	u64 pat = leaf->shift == PAGE_SHIFT ? _PAGE_PAT : _PAGE_PAT_LARGE;

	return !(leaf->entry & (_PAGE_PWT | _PAGE_PCD | pat));
}

/*
 * What is mapped write-back need not be RAM: memremap() of a device, its pages
 * in the direct map, the hole below 1 MiB where only the MTRRs know better.
 * Ask for the struct page: a device has none, or one of ZONE_DEVICE.
 */
static __always_inline bool ram(unsigned long pfn)
{
	unsigned long fault_addr;
	u64 flags;

	if (pfn == NOT_A_FRAME ||
	    within(pfn, pfn, PFN_DOWN(ISA_START_ADDRESS), PFN_DOWN(ISA_END_ADDRESS)))
		return false;
	if (dtrace_nofault_load(&flags, (unsigned long)&pfn_to_page(pfn)->flags,
				sizeof(flags), &fault_addr))
		return false;
#ifdef CONFIG_ZONE_DEVICE
	return ((flags >> ZONES_PGSHIFT) & ZONES_MASK) != ZONE_DEVICE;
#else
	return true;
#endif
}

static bool page_toxic(unsigned long addr)
{
	struct leaf leaf = leaf_of(addr);
	unsigned long offset;

	if (!leaf.entry)
		return false;	/* the load will fault, and that is clean */
	if (!write_back(&leaf))
		return true;
	offset = PFN_DOWN(addr & ((1UL << leaf.shift) - 1));
	return !ram(entry_pfn(leaf.entry + PFN_PHYS(offset)));
}

NOKPROBE_SYMBOL(page_toxic);

/**
 * dtrace_addr_toxic() - would a load touch a device?
 * @addr: first byte, of class DTRACE_ADDR_KERNEL
 * @len: bytes; 0 counts as 1
 *
 * True if any page of the range is mapped other than write-back cached, or to
 * something that is not RAM. The kernel image and the module area hold nothing
 * of the kind and are not looked up.
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
