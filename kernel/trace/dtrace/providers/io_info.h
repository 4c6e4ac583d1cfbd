/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a probe of provider io tells about an I/O, and what is remembered from its start to its end.
 */
#ifndef _DTRACE_PROVIDERS_IO_INFO_H
#define _DTRACE_PROVIDERS_IO_INFO_H

#include <linux/blk_types.h>
#include <linux/path.h>
#include <linux/types.h>

struct buffer_head;
struct folio;

/* Bits of dtrace_ioinfo.flags, by the values that D programs know */
#define DT_IO_BUSY	0x0001
#define DT_IO_DONE	0x0002
#define DT_IO_ERROR	0x0004
#define DT_IO_PAGEIO	0x0010
#define DT_IO_PHYS	0x0020
#define DT_IO_READ	0x0040
#define DT_IO_WRITE	0x0100
#define DT_IO_ASYNC	0x0400

/**
 * struct dt_io_flight - an I/O under way: what its end cannot tell any more
 * @key: address that stands for it
 * @sector: first sector on the whole disk
 * @bytes: length
 * @flags: DT_IO_*
 * @dev: device number
 * @bdev: block device, may be NULL
 * @page: first page of its data, may be NULL
 * @offset: of the data in that page
 * @iodone: function that the owner has called at the end
 */
struct dt_io_flight {
	unsigned long		key;
	u64			sector;
	u64			bytes;
	u32			flags;
	dev_t			dev;
	struct block_device	*bdev;
	struct page		*page;
	u32			offset;
	unsigned long		iodone;
};

/**
 * struct dtrace_ioinfo - an I/O as D programs see it, through the translators of io.d
 * @addr: address of the first byte of the data
 * @blkno: first sector on the whole disk
 * @lblkno: first sector on the partition, or in the file
 * @bcount: bytes
 * @resid: bytes not transferred
 * @iodone: function called at the end
 * @flags: DT_IO_*
 * @error: errno, positive
 * @edev: device number
 * @instance: number of the device among its kind
 * @driver: name of the driver
 * @statname: name of the device
 * @path: file that the data belongs to; both pointers NULL: see @nofile
 * @inode: its inode, may be NULL
 * @fileoff: position of the data in it
 * @nofile: what to call it when there is no path
 *
 * Lives while the probe fires; io.d finds its members by type information.
 */
struct dtrace_ioinfo {
	u64		addr;
	u64		blkno;
	u64		lblkno;
	u64		bcount;
	u64		resid;
	u64		iodone;
	u32		flags;
	u32		error;
	u32		edev;
	u32		instance;
	char		driver[16];
	char		statname[40];
	struct path	path;
	struct inode	*inode;
	u64		fileoff;
	const char	*nofile;
};

/* Context of all: any; the I/O is under way. */
void dt_io_flight_bio(struct dt_io_flight *f, const struct bio *bio);
/* Return: whether the folio is being read or written. */
bool dt_io_flight_folio(struct dt_io_flight *f, const struct folio *folio);
void dt_io_flight_buffer(struct dt_io_flight *f, const struct buffer_head *bh);
void dt_io_info(struct dtrace_ioinfo *info, const struct dt_io_flight *f, u32 flags, int error);

#endif /* _DTRACE_PROVIDERS_IO_INFO_H */
