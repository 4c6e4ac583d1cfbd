// SPDX-License-Identifier: GPL-2.0
/*
 * The device /dev/dtrace: one open file is one consumer; calls go to the
 * engine, buffers are mapped read-only.
 *
 * Rights are those of whoever opened the file, checked once; they go with the
 * file when it is passed on.
 */
#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#include "core/cred.h"
#include "core/locks.h"
#include "core/tick.h"
#include "dev/chardev.h"
#include "lib/control.h"

static int dt_dev_open(struct inode *inode, struct file *file)
{
	struct dt_consumer *c;
	u32 rights;
	int err;

	err = dt_cred_rights(&rights);
	if (err)
		return err;
	err = dt_open(rights, &c);
	if (err)
		return err;
	file->private_data = c;
	dt_tick_get();
	return nonseekable_open(inode, file);
}

static int dt_dev_release(struct inode *inode, struct file *file)
{
	dt_close(file->private_data);
	dt_tick_put();
	return 0;
}

static long dt_dev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return dt_control(file->private_data, cmd, arg);
}

/* Buffers may be read and nothing else, now or by mprotect() later. */
static int dt_dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	u64 offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	void *buf;
	int err;

	if (vma->vm_flags & (VM_WRITE | VM_EXEC))
		return -EPERM;
	vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTDUMP, VM_MAYWRITE | VM_MAYEXEC);

	mutex_lock(&dt_buffers_lock);
	err = dt_buffer_find(file->private_data, offset, vma->vm_end - vma->vm_start, &buf);
	if (!err)
		err = remap_vmalloc_range(vma, buf, 0);
	mutex_unlock(&dt_buffers_lock);
	return err;
}

static const struct file_operations dt_dev_fops = {
	.owner		= THIS_MODULE,
	.open		= dt_dev_open,
	.release	= dt_dev_release,
	.unlocked_ioctl	= dt_dev_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.mmap		= dt_dev_mmap,
};

static struct miscdevice dt_dev = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "dtrace",
	.mode	= 0666,		/* opening it looks at capabilities */
	.fops	= &dt_dev_fops,
	.groups	= dt_dev_groups,
};

int __init dt_dev_init(void)
{
	dt_refusals_init();
	return misc_register(&dt_dev);
}
