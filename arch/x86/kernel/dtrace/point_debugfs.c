// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: debugfs dtrace/points shows how instructions were executed, and takes
 * the name of a way that probes enabled from now on are to prefer.
 */
#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "point.h"

static const char * const mode_names[DTRACE_POINT_NMODES] = {
	[DTRACE_POINT_AUTO] = "auto",
	[DTRACE_POINT_EMULATE] = "emulate",
	[DTRACE_POINT_JUMP] = "jump",
	[DTRACE_POINT_INT3] = "int3",
	[DTRACE_POINT_STEP] = "step",
};

static enum dtrace_point_mode preferred;

enum dtrace_point_mode dtrace_point_preferred(void)
{
	return READ_ONCE(preferred);
}

static unsigned long total(size_t offset)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += *(unsigned long *)((char *)per_cpu_ptr(&dtrace_point_stats, cpu) + offset);
	return sum;
}

static int points_show(struct seq_file *m, void *unused)
{
	unsigned int mode;

	seq_printf(m, "preferred %s\n", mode_names[dtrace_point_preferred()]);
	for (mode = DTRACE_POINT_EMULATE; mode < DTRACE_POINT_NMODES; mode++)
		seq_printf(m, "%s %lu\n", mode_names[mode],
			   total(offsetof(struct dtrace_point_stats, runs[mode])));
	seq_printf(m, "faults %lu\n", total(offsetof(struct dtrace_point_stats, faults)));
	seq_printf(m, "stale %lu\n", total(offsetof(struct dtrace_point_stats, stale)));
	return 0;
}

static int points_open(struct inode *inode, struct file *file)
{
	return single_open(file, points_show, NULL);
}

static ssize_t points_write(struct file *file, const char __user *text, size_t n, loff_t *pos)
{
	char name[16] = "";
	int mode;

	if (n >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, text, n))
		return -EFAULT;
	mode = sysfs_match_string(mode_names, strim(name));
	if (mode < 0)
		return mode;
	WRITE_ONCE(preferred, mode);
	return n;
}

static const struct file_operations points_fops = {
	.open		= points_open,
	.read		= seq_read,
	.write		= points_write,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static int __init points_init(void)
{
	struct dentry *dir = debugfs_lookup("dtrace", NULL);

	if (IS_ERR_OR_NULL(dir))
		dir = debugfs_create_dir("dtrace", NULL);
	debugfs_create_file("points", 0600, dir, NULL, &points_fops);
	return 0;
}
late_initcall_sync(points_init);
