// SPDX-License-Identifier: GPL-2.0
/*
 * An I/O as D programs see it: block, device, file.
 *
 * The file is found from the first page of the data: a page of the page cache
 * is locked or under writeback until the owner is told that the I/O is over,
 * so its inode stays. Names of the inode and mounts of its file system may
 * change under us; they are freed after a grace period, and we hold preemption
 * off.
 */
#include <linux/bio.h>
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/dcache.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/mm.h>
#include <linux/pagemap.h>

#include "../../../../fs/mount.h"

#include "providers/io_info.h"
#include "providers/page_cache.h"

/* ---- from the kernel's objects ---- */

static u32 opf_flags(blk_opf_t opf)
{
	u32 flags = op_is_write(opf) ? DT_IO_WRITE : DT_IO_READ;
	bool sync = !op_is_write(opf) || (opf & (REQ_SYNC | REQ_FUA | REQ_PREFLUSH));

	if (!sync || (opf & REQ_RAHEAD))
		flags |= DT_IO_ASYNC;
	return flags;
}

void dt_io_flight_bio(struct dt_io_flight *f, const struct bio *bio)
{
	f->sector = bio->bi_iter.bi_sector;
	f->bytes = bio->bi_iter.bi_size;
	f->flags = opf_flags(bio->bi_opf);
	f->bdev = bio->bi_bdev;
	f->dev = bio->bi_bdev ? bio->bi_bdev->bd_dev : 0;
	f->iodone = (unsigned long)bio->bi_end_io;
	if (bio_has_data((struct bio *)bio)) {
		const struct bio_vec bv = bio_iovec(bio);

		f->page = bv.bv_page;
		f->offset = bv.bv_offset;
	}
	if ((bio->bi_opf & REQ_SWAP) || (f->page && dt_page_cache_of(f->page)))
		f->flags |= DT_IO_PAGEIO;
	else
		f->flags |= DT_IO_PHYS;
}

bool dt_io_flight_folio(struct dt_io_flight *f, const struct folio *folio)
{
	const struct address_space *mapping = dt_page_cache_of((struct page *)&folio->page);

	if (!mapping || !mapping->host)
		return false;
	if (folio_test_writeback(folio))
		f->flags = DT_IO_WRITE;
	else if (folio_test_locked(folio) && !folio_test_uptodate(folio))
		f->flags = DT_IO_READ;
	else
		return false;
	f->flags |= DT_IO_PAGEIO;
	f->sector = (u64)folio->index << (PAGE_SHIFT - SECTOR_SHIFT);
	f->bytes = folio_size(folio);
	f->bdev = mapping->host->i_sb->s_bdev;
	f->dev = mapping->host->i_sb->s_dev;
	f->page = (struct page *)&folio->page;
	return true;
}

void dt_io_flight_buffer(struct dt_io_flight *f, const struct buffer_head *bh)
{
	f->sector = (u64)bh->b_blocknr * (bh->b_size >> SECTOR_SHIFT);
	f->bytes = bh->b_size;
	f->flags = buffer_uptodate(bh) ? DT_IO_WRITE : DT_IO_READ;
	f->bdev = bh->b_bdev;
	f->dev = bh->b_bdev ? bh->b_bdev->bd_dev : 0;
	f->page = bh->b_page;
	f->offset = bh_offset(bh);
}

/* ---- the device ---- */

static void append(char *to, size_t room, const char *from)
{
	size_t n = strnlen(to, room - 1);

	strscpy(to + n, from, room - n);
}

static void append_number(char *to, size_t room, unsigned int number)
{
	char digits[12] = "";
	int i = sizeof(digits) - 1;

	do {
		digits[--i] = '0' + number % 10;
		number /= 10;
	} while (number);
	append(to, room, digits + i);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* As the kernel names block devices: sda3, nvme0n1p2 */
static void set_statname(struct dtrace_ioinfo *info, const struct block_device *bdev)
{
	const char *disk = bdev->bd_disk->disk_name;
	size_t n = strnlen(disk, DISK_NAME_LEN);

	strscpy(info->statname, disk, sizeof(info->statname));
	if (!bdev_partno(bdev))
		return;
	if (n && is_digit(disk[n - 1]))
		append(info->statname, sizeof(info->statname), "p");
	append_number(info->statname, sizeof(info->statname), bdev_partno(bdev));
}

/* The driver of the device below the disk; a disk without one is named after itself: loop, dm. */
static void set_driver(struct dtrace_ioinfo *info, const struct gendisk *disk)
{
	const struct device *parent = disk_to_dev(disk)->parent;
	const struct device_driver *driver = parent ? READ_ONCE(parent->driver) : NULL;
	size_t n;

	strscpy(info->driver, driver ? driver->name : disk->disk_name, sizeof(info->driver));
	if (driver)
		return;
	n = strlen(info->driver);
	while (n > 1 && (is_digit(info->driver[n - 1]) || info->driver[n - 1] == '-'))
		info->driver[--n] = '\0';
}

static void set_device(struct dtrace_ioinfo *info, const struct block_device *bdev)
{
	const struct gendisk *disk = bdev->bd_disk;

	info->lblkno = info->blkno - bdev->bd_start_sect;
	info->instance = disk->minors ? disk->first_minor / disk->minors : 0;
	set_statname(info, bdev);
	set_driver(info, disk);
}

/* ---- the file ---- */

static struct vfsmount *a_mount_of(const struct super_block *sb)
{
	const struct list_head *first = READ_ONCE(sb->s_mounts.next);

	if (first == &sb->s_mounts)
		return NULL;
	return &list_entry(first, struct mount, mnt_instance)->mnt;
}

static struct dentry *a_name_of(const struct inode *inode)
{
	struct hlist_node *first = READ_ONCE(inode->i_dentry.first);

	return first ? hlist_entry(first, struct dentry, d_u.d_alias) : NULL;
}

static void set_inode(struct dtrace_ioinfo *info, struct inode *inode)
{
	struct dentry *dentry = a_name_of(inode);
	struct vfsmount *mnt = a_mount_of(inode->i_sb);

	info->inode = inode;
	if (S_ISBLK(inode->i_mode)) {
		info->nofile = info->statname;
	} else if (dentry && mnt) {
		info->path.dentry = dentry;
		info->path.mnt = mnt;
	}
}

static void set_file(struct dtrace_ioinfo *info, const struct dt_io_flight *f)
{
	struct address_space *mapping;

	info->nofile = "<none>";
	if (!f->page)
		return;
	mapping = dt_page_cache_of(f->page);
	info->addr = (unsigned long)page_address(f->page) + f->offset;
	if (mapping && mapping->host) {
		info->nofile = "<unknown>";
		info->fileoff = page_offset(f->page) + f->offset;
		set_inode(info, mapping->host);
	} else if (PageAnon(f->page)) {
		info->nofile = f->flags & DT_IO_PAGEIO ? "<swap>" : "<unknown>";
	}
}

void dt_io_info(struct dtrace_ioinfo *info, const struct dt_io_flight *f, u32 flags, int error)
{
	memset(info, 0, sizeof(*info));
	info->addr = f->key;
	info->blkno = f->sector;
	info->lblkno = f->sector;
	info->bcount = f->bytes;
	info->iodone = f->iodone;
	info->flags = f->flags | flags;
	info->edev = f->dev;
	if (error) {
		info->flags |= DT_IO_ERROR;
		info->error = error;
		info->resid = f->bytes;
	}
	if (f->bdev)
		set_device(info, f->bdev);
	set_file(info, f);
}
