// SPDX-License-Identifier: GPL-2.0
/*
 * Where the members are that subroutines of D read from kernel structures.
 */
#include <linux/fdtable.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/path.h>
#include <linux/rwlock.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

/* Paths cross mounts, and how mounts hang together is nobody else's business: a private header. */
#include "../../../../fs/mount.h"

#include "lib/env.h"

#define DT_MEMBER(name, type, member)		\
	[DT_MEMBER_##name] = offsetof(type, member),
#ifdef CONFIG_PREEMPT_RT
#define DT_MEMBER_NO_RT(name, type, member)	\
	[DT_MEMBER_##name] = DT_MEMBER_NONE,
#else
#define DT_MEMBER_NO_RT(name, type, member) DT_MEMBER(name, type, member)
#endif
#ifdef CONFIG_SMP
#define DT_MEMBER_SMP(name, type, member) DT_MEMBER_NO_RT(name, type, member)
#else
#define DT_MEMBER_SMP(name, type, member)	\
	[DT_MEMBER_##name] = DT_MEMBER_NONE,
#endif

const u32 dt_host_offset[DT_MEMBERS] = {
#include "lib/layout.def"
};

static_assert(sizeof_field(struct dentry, d_name.len) == sizeof(u32));
static_assert(sizeof_field(struct fdtable, max_fds) == sizeof(u32));

/*
 * Renames and mounts each have a sequence count, odd while one is under way.
 * Equal sums of even counts mean that nothing moved.
 */
u64 notrace dt_host_path_sequence(void)
{
	unsigned int renames = READ_ONCE(rename_lock.seqcount.seqcount.sequence);
	unsigned int mounts = READ_ONCE(mount_lock.seqcount.seqcount.sequence);

	if ((renames | mounts) & 1)
		return 0;
	return (u64)renames << 32 | mounts | 1;
}
