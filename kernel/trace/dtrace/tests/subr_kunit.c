// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite dtrace_subr: subroutines of D that read structures of this kernel
 * agree with what the kernel says about them: locks, the family of a task,
 * paths of files.
 */
#include <kunit/test.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <linux/mutex.h>
#include <linux/namei.h>
#include <linux/rwlock.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "lib/builtin.h"
#include "lib/mem.h"

#define SCRATCH		8192
#define PATH_ROOM	256
#define FILE_NAME	"/dtrace-kunit"

typedef u64 (*subr_fn)(struct dt_mstate *m);

/**
 * struct subr_test - what a test case works with
 * @m: the machine
 * @scratch: its scratch memory
 */
struct subr_test {
	struct dt_mstate	m;
	u8			scratch[SCRATCH];
};

static int subr_init(struct kunit *test)
{
	struct subr_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->m.scratch = t->scratch;
	t->m.scratch_size = SCRATCH;
	t->m.strsize = PATH_ROOM;
	test->priv = t;
	return 0;
}

/* Run it as a firing does. */
static u64 call(struct kunit *test, subr_fn fn, u64 arg, u64 type)
{
	struct subr_test *t = test->priv;
	unsigned long flags;
	u64 ret;

	t->m.fault = 0;
	t->m.flags = DT_MSTATE_KERNEL_READ;
	t->m.scratch_used = 0;
	t->m.ntuple = 2;
	t->m.tuple[0].value = arg;
	t->m.tuple[1].value = type;
	flags = dt_host_irq_save();
	ret = fn(&t->m);
	dt_mem_end(&t->m);
	dt_host_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, t->m.fault, 0);
	return ret;
}

static u64 lock(struct kunit *test, subr_fn fn, const void *lock, u64 type)
{
	return call(test, fn, (unsigned long)lock, type);
}

static DEFINE_MUTEX(a_mutex);
static DEFINE_SPINLOCK(a_spinlock);
static DEFINE_RAW_SPINLOCK(a_raw_spinlock);
static DEFINE_RWLOCK(a_rwlock);
static DECLARE_RWSEM(a_rwsem);

static void test_mutex(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		kunit_skip(test, "mutexes are rt_mutexes here");
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_owned, &a_mutex, 0), 0);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_owner, &a_mutex, 0), 0);
	mutex_lock(&a_mutex);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_owned, &a_mutex, 0), 1);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_owner, &a_mutex, 0), (unsigned long)current);
	mutex_unlock(&a_mutex);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_owned, &a_mutex, 0), 0);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_type_adaptive, &a_mutex, 0), 1);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_type_spin, &a_mutex, 0), 0);
}

static void test_spinlock(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT) || !IS_ENABLED(CONFIG_SMP))
		kunit_skip(test, "spin locks have no word here");
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_owned, &a_spinlock, 1), 0);
	spin_lock(&a_spinlock);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_owned, &a_spinlock, 1), 1);
	spin_unlock(&a_spinlock);
	raw_spin_lock(&a_raw_spinlock);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_owned, &a_raw_spinlock, 1), 1);
	raw_spin_unlock(&a_raw_spinlock);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_owned, &a_raw_spinlock, 1), 0);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_mutex_type_spin, &a_spinlock, 1), 1);
}

static void expect_rw(struct kunit *test, const void *l, u64 type, u64 read, u64 write, u64 writer)
{
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_rw_read_held, l, type), read);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_rw_write_held, l, type), write);
	KUNIT_EXPECT_EQ(test, lock(test, dt_subr_rw_iswriter, l, type), writer);
}

static void test_rwlock(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT) || !IS_ENABLED(CONFIG_SMP))
		kunit_skip(test, "rwlocks have no word here");
	expect_rw(test, &a_rwlock, 0, 0, 0, 0);
	read_lock(&a_rwlock);
	expect_rw(test, &a_rwlock, 0, 1, 0, 0);
	read_unlock(&a_rwlock);
	write_lock(&a_rwlock);
	expect_rw(test, &a_rwlock, 0, 0, 1, 1);
	write_unlock(&a_rwlock);
	expect_rw(test, &a_rwlock, 0, 0, 0, 0);
}

static void test_rwsem(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		kunit_skip(test, "semaphores are rwbase here");
	expect_rw(test, &a_rwsem, 1, 0, 0, 0);
	down_read(&a_rwsem);
	expect_rw(test, &a_rwsem, 1, 1, 0, 0);
	up_read(&a_rwsem);
	down_write(&a_rwsem);
	expect_rw(test, &a_rwsem, 1, 0, 1, 1);
	downgrade_write(&a_rwsem);
	expect_rw(test, &a_rwsem, 1, 1, 0, 0);
	up_read(&a_rwsem);
}

static void test_progenyof(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, call(test, dt_subr_progenyof, current->tgid, 0), 1);
	KUNIT_EXPECT_EQ(test, call(test, dt_subr_progenyof, current->real_parent->tgid, 0), 1);
	KUNIT_EXPECT_EQ(test, call(test, dt_subr_progenyof, 0, 0), 1);
	KUNIT_EXPECT_EQ(test, call(test, dt_subr_progenyof, PID_MAX_LIMIT - 1, 0), 0);
}

/* The same as the kernel's own d_path() */
static void expect_path(struct kunit *test, const struct path *path)
{
	char *room = kunit_kzalloc(test, PATH_ROOM, GFP_KERNEL);
	const char *theirs = d_path(path, room, PATH_ROOM);
	const char *ours = dt_ptr(call(test, dt_subr_d_path, (unsigned long)path, 0));

	KUNIT_ASSERT_FALSE(test, IS_ERR(theirs));
	KUNIT_ASSERT_NOT_NULL(test, ours);
	KUNIT_EXPECT_STREQ(test, ours, theirs);
}

static void expect_path_of(struct kunit *test, const char *name)
{
	struct path path;

	KUNIT_ASSERT_EQ(test, kern_path(name, 0, &path), 0);
	expect_path(test, &path);
	path_put(&path);
}

static int remove(const char *name)
{
	struct path parent;
	struct dentry *dentry = kern_path_locked(name, &parent);
	int err;

	if (IS_ERR(dentry))
		return PTR_ERR(dentry);
	err = vfs_unlink(mnt_idmap(parent.mnt), d_inode(parent.dentry), dentry, NULL);
	inode_unlock(d_inode(parent.dentry));
	dput(dentry);
	path_put(&parent);
	return err;
}

static void test_d_path(struct kunit *test)
{
	struct file *file;

	expect_path_of(test, "/");
	file = filp_open(FILE_NAME, O_RDWR | O_CREAT, 0600);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	expect_path(test, &file->f_path);
	KUNIT_EXPECT_EQ(test, remove(FILE_NAME), 0);
	expect_path(test, &file->f_path);	/* ends in (deleted) */
	filp_close(file, NULL);
}

static void test_getf(struct kunit *test)
{
	struct file *file;
	int fd = get_unused_fd_flags(0);

	KUNIT_ASSERT_GE(test, fd, 0);
	KUNIT_EXPECT_EQ(test, call(test, dt_subr_getf, fd, 0), 0);
	file = filp_open("/", O_RDONLY, 0);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		kunit_skip(test, "no root to open");
	}
	fd_install(fd, file);
	KUNIT_EXPECT_EQ(test, call(test, dt_subr_getf, fd, 0), (unsigned long)file);
	KUNIT_EXPECT_EQ(test, call(test, dt_subr_getf, 1 << 20, 0), 0);
	close_fd(fd);
}

static struct kunit_case subr_cases[] = {
	KUNIT_CASE(test_mutex),
	KUNIT_CASE(test_spinlock),
	KUNIT_CASE(test_rwlock),
	KUNIT_CASE(test_rwsem),
	KUNIT_CASE(test_progenyof),
	KUNIT_CASE(test_d_path),
	KUNIT_CASE(test_getf),
	{ }
};

static struct kunit_suite subr_suite = {
	.name		= "dtrace_subr",
	.init		= subr_init,
	.test_cases	= subr_cases,
};

kunit_test_suite(subr_suite);
