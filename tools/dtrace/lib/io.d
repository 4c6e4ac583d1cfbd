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

/* A path longer than strsize is cut off. */
translator fileinfo_t < struct dtrace_ioinfo *B > {
	fi_name = B->path.dentry == NULL ? stringof(B->nofile) : stringof(B->path.dentry->d_name.name);
	fi_dirname = B->path.dentry == NULL ? stringof(B->nofile) : dirname(d_path(&B->path));
	fi_pathname = B->path.dentry == NULL ? stringof(B->nofile) : d_path(&B->path);
	fi_offset = B->fileoff;
	fi_fs = B->inode == NULL ? "<none>" : stringof(B->inode->i_sb->s_type->name);
	fi_mount = B->path.dentry == NULL ? "<none>" : d_mount(B->path.mnt);
	fi_oflags = 0;
};

/*
 * What no directory holds has no path, but a name that its file system makes up. It is called as in /proc/PID/fd: pipes,
 * sockets, name spaces and anonymous inodes by the magic number of the file system; what is left is memory.
 */
inline int file_has_path[struct file *F] = F->f_path.dentry->d_op == NULL || F->f_path.dentry->d_op->d_dname == NULL ||
	F->f_path.dentry == F->f_path.mnt->mnt_root;
inline string file_called[struct file *F] =
	F->f_inode->i_sb->s_magic == 0x50495045 ? strjoin(strjoin("pipe:[", lltostr(F->f_inode->i_ino)), "]") :
	F->f_inode->i_sb->s_magic == 0x534f434b ? strjoin(strjoin("socket:[", lltostr(F->f_inode->i_ino)), "]") :
	F->f_inode->i_sb->s_magic == 0x6e736673 ?
		strjoin(strjoin(strjoin(stringof(((struct ns_common *)F->f_inode->i_private)->ops->name), ":["),
		    lltostr(F->f_inode->i_ino)), "]") :
	F->f_inode->i_sb->s_magic == 0x09041934 ? strjoin("anon_inode:", stringof(F->f_path.dentry->d_name.name)) :
	strjoin(strjoin("/", stringof(F->f_path.dentry->d_name.name)), " (deleted)");

translator fileinfo_t < struct file *F > {
	fi_name = F == NULL ? "<none>" : file_has_path[F] ? stringof(F->f_path.dentry->d_name.name) : basename(file_called[F]);
	fi_dirname = F == NULL ? "<none>" : dirname(file_has_path[F] ? d_path(&F->f_path) : file_called[F]);
	fi_pathname = F == NULL ? "<none>" : file_has_path[F] ? d_path(&F->f_path) : file_called[F];
	fi_offset = F == NULL ? 0 : F->f_pos;
	fi_fs = F == NULL ? "<none>" : stringof(F->f_inode->i_sb->s_type->name);
	fi_mount = F != NULL && file_has_path[F] ? d_mount(F->f_path.mnt) : "<none>";
	fi_oflags = F == NULL ? 0 : F->f_flags;
};

inline fileinfo_t fds[int fd] = xlate <fileinfo_t> (getf(fd));
inline string cwd = curthread->fs == NULL ? "<none>" : d_path(&curthread->fs->pwd);
inline string root = curthread->fs == NULL ? "<none>" : d_path(&curthread->fs->root);
