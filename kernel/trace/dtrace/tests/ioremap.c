// SPDX-License-Identifier: GPL-2.0
/*
 * A mapping of device memory for tests: reading debugfs dtrace/test_ioremap
 * gives its address, and no load of a D program from there may succeed.
 *
 * The legacy VGA window is reserved on every PC and never RAM, so mapping it
 * takes nothing away from a driver. Nothing here reads it.
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/seq_file.h>

#define VGA_WINDOW	0xa0000
#define VGA_LENGTH	PAGE_SIZE

static void __iomem *window;

static int test_ioremap_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "0x%lx\n", (unsigned long)window);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(test_ioremap);

static int __init test_ioremap_init(void)
{
	window = ioremap(VGA_WINDOW, VGA_LENGTH);
	if (!window)
		return -ENOMEM;
	debugfs_create_file("test_ioremap", 0400, debugfs_create_dir("dtrace", NULL), NULL,
			    &test_ioremap_fops);
	return 0;
}
late_initcall(test_ioremap_init);
