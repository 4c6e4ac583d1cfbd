/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page-table audit: what it counts.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_TESTS_PGAUDIT_H
#define _ARCH_X86_KERNEL_DTRACE_TESTS_PGAUDIT_H

#include <linux/types.h>

/**
 * enum dt_pgaudit_finding - what must not be in a page table
 * @PGAUDIT_USER_USABLE: a kernel mapping that a process could use
 * @PGAUDIT_EXPOSED: a kernel mapping in the page table that user mode runs on, other than what
 *	entry needs
 * @PGAUDIT_GLOBAL: a global bit where an entry would outlive the switch of page tables it must
 *	not outlive
 * @PGAUDIT_KERNEL_IN_USER: a kernel-only entry in the user half
 * @PGAUDIT_WRITE_EXEC: kernel memory that is writable and executable
 * @PGAUDIT_NFINDINGS: number of the above
 */
enum dt_pgaudit_finding {
	PGAUDIT_USER_USABLE,
	PGAUDIT_EXPOSED,
	PGAUDIT_GLOBAL,
	PGAUDIT_KERNEL_IN_USER,
	PGAUDIT_WRITE_EXEC,
	PGAUDIT_NFINDINGS,
};

extern const char * const dt_pgaudit_names[PGAUDIT_NFINDINGS];

/**
 * struct dt_pgaudit - outcome of one audit
 * @kernel_leaves: present leaf entries of the kernel half
 * @user_leaves: those of the user half
 * @entry_leaves: those of the kernel half in the table that user mode runs on
 * @count: violations, by enum dt_pgaudit_finding
 * @addr: address of the first one
 * @entry: its leaf entry
 */
struct dt_pgaudit {
	unsigned long	kernel_leaves;
	unsigned long	user_leaves;
	unsigned long	entry_leaves;
	unsigned long	count[PGAUDIT_NFINDINGS];
	unsigned long	addr[PGAUDIT_NFINDINGS];
	u64		entry[PGAUDIT_NFINDINGS];
};

/**
 * dt_pgaudit_kernel() - walk the kernel half of the kernel's own page table
 * @audit: zeroed, or of an earlier walk: what is found is added
 *
 * Context: process, may sleep. Reads only.
 */
void dt_pgaudit_kernel(struct dt_pgaudit *audit);

/**
 * dt_pgaudit_process() - walk the page tables of the current process
 * @audit: zeroed, or of an earlier walk: what is found is added
 *
 * The user half, and the kernel half of the table that user mode runs on, where that is another
 * one (page-table isolation, Xen PV).
 *
 * Context: process with a user address space, may sleep. Reads only.
 */
void dt_pgaudit_process(struct dt_pgaudit *audit);

#endif /* _ARCH_X86_KERNEL_DTRACE_TESTS_PGAUDIT_H */
