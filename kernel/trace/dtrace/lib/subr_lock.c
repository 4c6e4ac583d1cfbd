// SPDX-License-Identifier: GPL-2.0
/*
 * Predicates on locks: mutex_owned, mutex_owner, mutex_type_adaptive, mutex_type_spin,
 * rw_read_held, rw_write_held, rw_iswriter.
 *
 * They read the word that says who holds the lock and never call a lock function. The optional
 * second argument is the type of the lock, which the compiler knows:
 *
 *	mutex_*	0 struct mutex		1 spinlock_t, raw_spinlock_t
 *	rw_*	0 rwlock_t		1 struct rw_semaphore
 *
 * A spin lock does not say who holds it, only that it is held. A lock of another kind of kernel
 * (PREEMPT_RT, uniprocessor) is an illegal operation.
 */
#include "builtin.h"
#include "mem.h"

#define OWNER_FLAGS		0x7ULL	/* low bits of a word that also holds a task */
#define SPIN_LOCKED		0xffULL	/* byte of the holder; the rest are waiters */
#define RWLOCK_WRITER		0xffULL	/* byte of the writer */
#define RWLOCK_WRITERS		0x1ffULL	/* and of those that wait */
#define RWLOCK_READER_SHIFT	9
#define RWSEM_WRITER		0x1ULL
#define RWSEM_READER_SHIFT	8
#define RWSEM_FAILED		0x8000000000000000ULL	/* set while a reader gives up */

enum lock_type { LOCK_FIRST, LOCK_SECOND };

static bool is_second(const struct dt_mstate *m)
{
	return m->ntuple > 1 && dt_arg(m, 1) == LOCK_SECOND;
}

/* A member of the lock; 0 after a fault */
static u64 lock_word(struct dt_mstate *m, enum dt_member member, u32 size)
{
	u32 offset = dt_host_offset[member];

	if (offset != DT_MEMBER_NONE)
		return dt_load_checked(m, dt_arg(m, 0) + offset, size);
	dt_fault(m, DTRACE_FAULT_ILLOP, 0);
	return 0;
}

static u64 mutex_owner(struct dt_mstate *m)
{
	return lock_word(m, DT_MEMBER_MUTEX_OWNER, 8) & ~OWNER_FLAGS;
}

static bool spin_held(struct dt_mstate *m)
{
	return lock_word(m, DT_MEMBER_SPIN_VALUE, 4) & SPIN_LOCKED;
}

notrace u64 dt_subr_mutex_owned(struct dt_mstate *m)
{
	if (is_second(m))
		return spin_held(m);
	return mutex_owner(m) == dt_host_curthread();
}

notrace u64 dt_subr_mutex_owner(struct dt_mstate *m)
{
	return is_second(m) ? 0 : mutex_owner(m);
}

notrace u64 dt_subr_mutex_type_adaptive(struct dt_mstate *m)
{
	return !is_second(m);
}

notrace u64 dt_subr_mutex_type_spin(struct dt_mstate *m)
{
	return is_second(m);
}

notrace u64 dt_subr_rw_read_held(struct dt_mstate *m)
{
	if (is_second(m))
		return (lock_word(m, DT_MEMBER_RWSEM_COUNT, 8) & ~RWSEM_FAILED) >>
		       RWSEM_READER_SHIFT != 0;
	return lock_word(m, DT_MEMBER_RWLOCK_COUNTS, 4) >> RWLOCK_READER_SHIFT != 0;
}

notrace u64 dt_subr_rw_write_held(struct dt_mstate *m)
{
	if (is_second(m))
		return lock_word(m, DT_MEMBER_RWSEM_COUNT, 8) & RWSEM_WRITER;
	return (lock_word(m, DT_MEMBER_RWLOCK_COUNTS, 4) & RWLOCK_WRITER) == RWLOCK_WRITER;
}

/* Of a semaphore: this thread holds it for writing. Of a rwlock: someone does, or waits to. */
notrace u64 dt_subr_rw_iswriter(struct dt_mstate *m)
{
	if (!is_second(m))
		return (lock_word(m, DT_MEMBER_RWLOCK_COUNTS, 4) & RWLOCK_WRITERS) != 0;
	if (!(lock_word(m, DT_MEMBER_RWSEM_COUNT, 8) & RWSEM_WRITER))
		return 0;
	return (lock_word(m, DT_MEMBER_RWSEM_OWNER, 8) & ~OWNER_FLAGS) == dt_host_curthread();
}
