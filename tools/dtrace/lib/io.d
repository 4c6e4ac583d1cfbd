/* SPDX-License-Identifier: GPL-2.0 */
/*
 * I/O: bufinfo_t, devinfo_t and fileinfo_t of a probe of provider io; fileinfo_t of an open file: fds[], and cwd and root.
 */
#pragma D depends_on module vmlinux
#pragma D depends_on provider io

inline int B_BUSY = 0x00000001;
inline int B_DONE = 0x00000002;
inline int B_ERROR = 0x00000004;
inline int B_PAGEIO = 0x00000010;
inline int B_PHYS = 0x00000020;
inline int B_READ = 0x00000040;
inline int B_WRITE = 0x00000100;
inline int B_ASYNC = 0x00000400;

typedef struct bufinfo {
	int b_flags;		/* B_* */
	size_t b_bcount;	/* bytes */
	uintptr_t b_addr;	/* first byte */
	uint64_t b_lblkno;	/* sector of the partition */
	uint64_t b_blkno;	/* sector of the disk */
	size_t b_resid;		/* bytes not transferred */
	size_t b_bufsize;
	uintptr_t b_iodone;	/* called at the end */
	int b_error;		/* errno */
	dev_t b_edev;
} bufinfo_t;

translator bufinfo_t < struct dtrace_ioinfo *B > {
	b_flags = B->flags;
	b_bcount = B->bcount;
	b_addr = B->addr;
	b_lblkno = B->lblkno;
	b_blkno = B->blkno;
	b_resid = B->resid;
	b_bufsize = B->bcount;
	b_iodone = B->iodone;
	b_error = B->error;
	b_edev = B->edev;
};

typedef struct devinfo {
	int dev_major;
	int dev_minor;
	int dev_instance;
	string dev_name;	/* driver */
	string dev_statname;	/* device */
	string dev_pathname;
} devinfo_t;

translator devinfo_t < struct dtrace_ioinfo *B > {
	dev_major = B->edev >> 20;
	dev_minor = B->edev & 0xfffff;
	dev_instance = B->instance;
	dev_name = B->driver;
	dev_statname = B->statname;
	dev_pathname = strjoin("/dev/", B->statname);
};

typedef struct fileinfo {
	string fi_name;		/* last part of the path */
	string fi_dirname;	/* what is before it */
	string fi_pathname;
	loff_t fi_offset;	/* position in the file */
	string fi_fs;		/* type of the file system */
	string fi_mount;	/* where it is mounted */
	int fi_oflags;		/* O_* */
} fileinfo_t;
