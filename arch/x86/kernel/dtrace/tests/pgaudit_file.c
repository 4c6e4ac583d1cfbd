// SPDX-License-Identifier: GPL-2.0
/*
 * The page-table audit for user space: reading debugfs dtrace/test_pagetables walks the kernel's
 * page table and those of the reader.
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/seq_file.h>

#include <asm/cpufeature.h>

#include "pgaudit.h"

static int test_pagetables_show(struct seq_file *m, void *unused)
{
	struct dt_pgaudit audit = { };
	int i;

	dt_pgaudit_kernel(&audit);
	dt_pgaudit_process(&audit);
	seq_printf(m, "platform %s\n", boot_cpu_has(X86_FEATURE_XENPV) ? "xen-pv" : "native");
	seq_printf(m, "isolation %d\n", boot_cpu_has(X86_FEATURE_PTI));
	seq_printf(m, "kernel-leaves %lu\n", audit.kernel_leaves);
	seq_printf(m, "user-leaves %lu\n", audit.user_leaves);
	seq_printf(m, "entry-leaves %lu\n", audit.entry_leaves);
	for (i = 0; i < PGAUDIT_NFINDINGS; i++)
		seq_printf(m, "violation %s %lu 0x%lx 0x%llx\n", dt_pgaudit_names[i],
			   audit.count[i], audit.addr[i], audit.entry[i]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(test_pagetables);

static int __init test_pagetables_init(void)
{
	debugfs_create_file("test_pagetables", 0400, debugfs_lookup("dtrace", NULL), NULL,
			    &test_pagetables_fops);
	return 0;
}

/* After the directory was made by test_ioremap. */
late_initcall_sync(test_pagetables_init);
