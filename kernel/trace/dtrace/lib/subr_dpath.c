// SPDX-License-Identifier: GPL-2.0
/*
 * d_path: the name of a file from the root of its mount namespace; d_mount: that of where the
 * file system is mounted.
 *
 * The kernel's own function takes references and may wait, so this one walks from the file up to
 * the root through no-fault loads. Interrupts are off, which holds off the grace periods after
 * which entries and names are freed, so what it reads is stale at worst. A rename or a mount under
 * way could mix two paths: the walk is made again when one happened, and given up as "<unknown>"
 * when they do not stop.
 *
 * The path is put together from its end in the free part of scratch. A file that was removed has
 * " (deleted)" behind its name, as in /proc. A pipe or a socket has no path and is "<unknown>" too.
 */
#include "subr_str.h"

#define WALKS_MOST	4	/* until a path is given up */
#define STEPS_MOST	512	/* components and mounts of one path */

static const char deleted[] = " (deleted)";
static const char unknown[] = "<unknown>";

/*
 * struct climb - a walk towards the root
 * @from: struct path, or struct vfsmount when @is_mount, that it starts from
 * @mount: struct vfsmount that holds @dentry
 * @buf: where the path goes
 * @at: where it starts so far
 * @rooted: the walk ended at a root that names can be given from
 */
struct climb {
	struct dt_mstate *m;
	u64	from;
	bool	is_mount;
	u64	mount;
	u64	dentry;
	u8	*buf;
	u32	at;
	bool	rooted;
};

static u64 member(struct climb *c, u64 base, enum dt_member which, u32 size)
{
	return dt_load(c->m, base + dt_host_offset[which], size);
}

static bool put(struct climb *c, const char *text, u32 len)
{
	if (len > c->at) {
		dt_fault(c->m, DTRACE_FAULT_NOSCRATCH, 0);
		return false;
	}
	c->at -= len;
	memcpy(c->buf + c->at, text, len);
	return true;
}

static bool put_name(struct climb *c)
{
	u64 name = member(c, c->dentry, DT_MEMBER_DENTRY_NAME, 8);
	u32 len = member(c, c->dentry, DT_MEMBER_DENTRY_LENGTH, 4);

	if (len >= c->at) {
		dt_fault(c->m, DTRACE_FAULT_NOSCRATCH, 0);
		return false;
	}
	c->at -= len;
	if (c->m->fault || dt_copy_in(c->m, c->buf + c->at, name, len))
		return false;
	return put(c, "/", 1);
}

/* From the root of a mount to where it is mounted. Return: false: this was the first mount. */
static bool cross_mount(struct climb *c)
{
	u64 mount = c->mount - dt_host_offset[DT_MEMBER_MOUNT_VFSMOUNT];
	u64 parent = member(c, mount, DT_MEMBER_MOUNT_PARENT, 8);

	if (c->m->fault || !parent || parent == mount) {
		c->rooted = true;
		return false;
	}
	c->dentry = member(c, mount, DT_MEMBER_MOUNT_POINT, 8);
	c->mount = parent + dt_host_offset[DT_MEMBER_MOUNT_VFSMOUNT];
	return !c->m->fault;
}

/* Return: false at the root, or after a fault */
static bool step(struct climb *c)
{
	u64 parent;

	if (c->dentry == member(c, c->mount, DT_MEMBER_VFSMOUNT_ROOT, 8))
		return cross_mount(c);
	parent = member(c, c->dentry, DT_MEMBER_DENTRY_PARENT, 8);
	if (c->m->fault || parent == c->dentry || !put_name(c))
		return false;
	c->dentry = parent;
	return true;
}

static bool is_deleted(struct climb *c)
{
	return member(c, c->dentry, DT_MEMBER_DENTRY_PARENT, 8) != c->dentry &&
	       !member(c, c->dentry, DT_MEMBER_DENTRY_HASHED, 8);
}

static void climb_start(struct climb *c)
{
	if (c->is_mount) {
		c->mount = c->from;
		c->dentry = member(c, c->from, DT_MEMBER_VFSMOUNT_ROOT, 8);
	} else {
		c->mount = member(c, c->from, DT_MEMBER_PATH_MOUNT, 8);
		c->dentry = member(c, c->from, DT_MEMBER_PATH_DENTRY, 8);
	}
}

/* One walk. Return: false: something moved meanwhile. */
static bool climb_once(struct climb *c, u32 size)
{
	u64 sequence = dt_host_path_sequence();
	u32 i;

	c->at = size;
	c->rooted = false;
	climb_start(c);
	if (!c->m->fault && is_deleted(c))
		put(c, deleted, sizeof(deleted) - 1);
	for (i = 0; i < STEPS_MOST && !c->m->fault && step(c); i++)
		;
	return c->m->fault || (sequence && i < STEPS_MOST && sequence == dt_host_path_sequence());
}

static bool may_walk(struct dt_mstate *m)
{
	if (m->flags & DT_MSTATE_KERNEL_READ)
		return true;
	dt_fault(m, DTRACE_FAULT_KPRIV, dt_arg(m, 0));
	return false;
}

static u64 climb(struct dt_mstate *m, bool is_mount)
{
	struct climb c = { .m = m, .from = dt_arg(m, 0), .is_mount = is_mount };
	u32 size, i, len;

	if (!may_walk(m))
		return 0;
	c.buf = dt_scratch_rest(m, &size);
	if (size < m->strsize) {
		dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
		return 0;
	}
	for (i = 0; i < WALKS_MOST && !climb_once(&c, size); i++)
		;
	if (m->fault)
		return 0;
	if (i == WALKS_MOST)
		c.at = size;
	if (c.at == size && i < WALKS_MOST && c.rooted)
		put(&c, "/", 1);
	else if (c.at == size)
		put(&c, unknown, sizeof(unknown) - 1);
	len = min(size - c.at, m->strsize - 1);
	memmove(c.buf, c.buf + c.at, len);
	return dt_result_end(m, (char *)c.buf, len);
}

notrace u64 dt_subr_d_path(struct dt_mstate *m)
{
	return climb(m, false);
}

notrace u64 dt_subr_d_mount(struct dt_mstate *m)
{
	return climb(m, true);
}
