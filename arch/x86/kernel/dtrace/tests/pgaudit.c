// SPDX-License-Identifier: GPL-2.0
/*
 * The page-table audit: no process can use a kernel mapping, no global bit is where it must not
 * be, no kernel memory is writable and executable.
 *
 * Natively the user bit of all levels together decides. On Xen PV the kernel runs in user mode as
 * far as paging is concerned: the hypervisor sets the user bit in every leaf, marks those of the
 * kernel by a software bit, and makes all others global. There the protection lies in a second
 * root table without a kernel half, which user mode runs on.
 */
#include <linux/mm.h>
#include <linux/ptdump.h>
#include <linux/sched.h>

#include <asm/cpu_entry_area.h>
#include <asm/cpufeature.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/sections.h>
#include <asm/vsyscall.h>
#include <uapi/asm/vsyscall.h>

#include "pgaudit.h"

#define XEN_GUEST_KERNEL	BIT_ULL(52)	/* the hypervisor's mark in a leaf */
#define LEVELS			5

const char * const dt_pgaudit_names[PGAUDIT_NFINDINGS] = {
	[PGAUDIT_USER_USABLE]		= "user-usable",
	[PGAUDIT_EXPOSED]		= "exposed",
	[PGAUDIT_GLOBAL]		= "global",
	[PGAUDIT_KERNEL_IN_USER]	= "kernel-in-user",
	[PGAUDIT_WRITE_EXEC]		= "write-exec",
};

/**
 * struct walk - one walk of one root table
 * @ptdump: the walker's; its callbacks get this struct through it
 * @audit: where findings go
 * @user_root: user mode runs on this table
 * @effective: rights by level, those above included
 */
struct walk {
	struct ptdump_state	ptdump;
	struct dt_pgaudit	*audit;
	bool			user_root;
	u64			effective[LEVELS];
};

static bool xen_pv(void)
{
	return boot_cpu_has(X86_FEATURE_XENPV);
}

static void found(struct walk *w, enum dt_pgaudit_finding what, unsigned long addr, u64 entry)
{
	if (w->audit->count[what]++)
		return;
	w->audit->addr[what] = addr;
	w->audit->entry[what] = entry;
}

static bool vsyscall_page(unsigned long addr)
{
	return (addr & PAGE_MASK) == VSYSCALL_ADDR;
}

static bool within(unsigned long addr, unsigned long start, unsigned long end)
{
	return addr >= start && addr < end;
}

/* The task state segments are where entry finds its stack. */
static bool entry_state(unsigned long addr)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		unsigned long tss = (unsigned long)&per_cpu(cpu_tss_rw, cpu);

		if (within(addr, tss & PAGE_MASK, tss + sizeof(struct tss_struct)))
			return true;
	}
	return false;
}

/* What user mode's table holds of the kernel under page-table isolation */
static bool needed_by_entry(unsigned long addr)
{
	return within(addr, CPU_ENTRY_AREA_RO_IDT, CPU_ENTRY_AREA_BASE + CPU_ENTRY_AREA_MAP_SIZE) ||
	       within(addr, (unsigned long)_text, (unsigned long)__end_rodata_hpage_align) ||
	       within(addr, LDT_BASE_ADDR, LDT_END_ADDR) ||
	       within(addr, ESPFIX_BASE_ADDR, ESPFIX_BASE_ADDR + P4D_SIZE) ||
	       entry_state(addr);
}

static void check_kernel_xen(struct walk *w, unsigned long addr, u64 entry)
{
	if (!(entry & _PAGE_USER) || !(entry & XEN_GUEST_KERNEL))
		found(w, PGAUDIT_USER_USABLE, addr, entry);
	if (entry & _PAGE_GLOBAL)
		found(w, PGAUDIT_GLOBAL, addr, entry);
}

/*
 * A user bit that only the levels above make harmless is no good either. With
 * isolation, only what both tables have may be global.
 */
static void check_kernel_native(struct walk *w, unsigned long addr, u64 entry)
{
	if (entry & _PAGE_USER)
		found(w, PGAUDIT_USER_USABLE, addr, entry);
	if ((entry & _PAGE_GLOBAL) && boot_cpu_has(X86_FEATURE_PTI) && !needed_by_entry(addr))
		found(w, PGAUDIT_GLOBAL, addr, entry);
}

static void check_kernel(struct walk *w, unsigned long addr, u64 entry, u64 effective)
{
	if (vsyscall_page(addr))
		return;
	w->audit->kernel_leaves++;
	if (xen_pv())
		check_kernel_xen(w, addr, entry);
	else
		check_kernel_native(w, addr, entry);
	if ((effective & _PAGE_RW) && !(effective & _PAGE_NX))
		found(w, PGAUDIT_WRITE_EXEC, addr, entry);
	if (!w->user_root)
		return;
	w->audit->entry_leaves++;
	if (xen_pv() || !needed_by_entry(addr))
		found(w, PGAUDIT_EXPOSED, addr, entry);
}

static void check_user(struct walk *w, unsigned long addr, u64 entry)
{
	w->audit->user_leaves++;
	if (!(entry & _PAGE_USER) || (xen_pv() && (entry & XEN_GUEST_KERNEL)))
		found(w, PGAUDIT_KERNEL_IN_USER, addr, entry);
	if ((entry & _PAGE_GLOBAL) && !xen_pv())
		found(w, PGAUDIT_GLOBAL, addr, entry);
}

static void note(struct ptdump_state *st, unsigned long addr, int level, u64 entry)
{
	struct walk *w = container_of(st, struct walk, ptdump);

	if (!(entry & _PAGE_PRESENT))
		return;
	if ((long)addr < 0)
		check_kernel(w, addr, entry, w->effective[level]);
	else
		check_user(w, addr, entry);
}

static void note_pte(struct ptdump_state *st, unsigned long addr, pte_t pte)
{
	note(st, addr, 4, pte_val(pte));
}

static void note_pmd(struct ptdump_state *st, unsigned long addr, pmd_t pmd)
{
	note(st, addr, 3, pmd_val(pmd));
}

static void note_pud(struct ptdump_state *st, unsigned long addr, pud_t pud)
{
	note(st, addr, 2, pud_val(pud));
}

static void note_p4d(struct ptdump_state *st, unsigned long addr, p4d_t p4d)
{
	note(st, addr, 1, p4d_val(p4d));
}

static void note_pgd(struct ptdump_state *st, unsigned long addr, pgd_t pgd)
{
	note(st, addr, 0, pgd_val(pgd));
}

static void note_flush(struct ptdump_state *st)
{
}

/* Writing takes every level, executing is forbidden by any. */
static void effective_rights(struct ptdump_state *st, int level, u64 entry)
{
	struct walk *w = container_of(st, struct walk, ptdump);
	u64 above = level ? w->effective[level - 1] : _PAGE_RW;

	w->effective[level] = (above & entry & _PAGE_RW) | ((above | entry) & _PAGE_NX);
}

static void walk_root(struct dt_pgaudit *audit, struct mm_struct *mm, pgd_t *root, bool user_root,
		      const struct ptdump_range *ranges)
{
	struct walk w = {
		.ptdump = {
			.note_page_pte	= note_pte,
			.note_page_pmd	= note_pmd,
			.note_page_pud	= note_pud,
			.note_page_p4d	= note_p4d,
			.note_page_pgd	= note_pgd,
			.note_page_flush = note_flush,
			.effective_prot	= effective_rights,
			.range		= ranges,
		},
		.audit = audit,
		.user_root = user_root,
	};

	ptdump_walk_pgd(&w.ptdump, mm, root);
}

void dt_pgaudit_kernel(struct dt_pgaudit *audit)
{
	/* Below the guard hole's end lies nothing, or the hypervisor. */
	const struct ptdump_range ranges[] = { { GUARD_HOLE_END_ADDR, ~0UL }, { 0, 0 } };

	walk_root(audit, &init_mm, init_mm.pgd, false, ranges);
}

/* The table that user mode runs on; NULL: it is the kernel's. */
static pgd_t *user_root(struct mm_struct *mm)
{
	/* As arch/x86/xen/mmu_pv.c keeps it */
	if (xen_pv())
		return (pgd_t *)page_private(virt_to_page(mm->pgd));
#ifdef CONFIG_MITIGATION_PAGE_TABLE_ISOLATION
	if (boot_cpu_has(X86_FEATURE_PTI))
		return kernel_to_user_pgdp(mm->pgd);
#endif
	return NULL;
}

void dt_pgaudit_process(struct dt_pgaudit *audit)
{
	const struct ptdump_range all[] = {
		{ 0, TASK_SIZE_MAX }, { GUARD_HOLE_END_ADDR, ~0UL }, { 0, 0 }
	};
	const struct ptdump_range lower[] = { { 0, TASK_SIZE_MAX }, { 0, 0 } };
	struct mm_struct *mm = current->mm;
	pgd_t *root = user_root(mm);

	if (root)
		walk_root(audit, mm, root, true, all);
	walk_root(audit, mm, mm->pgd, false, lower);
}
