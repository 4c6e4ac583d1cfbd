// SPDX-License-Identifier: GPL-2.0
/*
 * Provider lockstat: a lock was had only after spinning or sleeping. Times are
 * nanoseconds.
 *
 * Only contention is told: taking a free lock and giving one back happens in
 * code that is inlined everywhere and has no place to listen at.
 */
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include <trace/events/lock.h>

#include "providers/event.h"
#include "providers/keyed.h"
#include "providers/providers.h"

#define RW_WRITER	0
#define RW_READER	1

enum lock_probe {
	LOCK_ADAPTIVE_SPIN, LOCK_ADAPTIVE_BLOCK, LOCK_ADAPTIVE_ACQUIRE_ERROR, LOCK_SPIN_SPIN,
	LOCK_RW_SPIN, LOCK_RW_BLOCK,
};

static struct dt_event lock_events[];

/**
 * struct lock_wait - somebody waits for a lock
 * @key: see wait_key()
 * @lock: the lock
 * @since: when this way of waiting began
 * @spun: nanoseconds of spinning before it
 * @flags: LCB_F_* of this way
 */
struct lock_wait {
	unsigned long	key;
	void		*lock;
	u64		since;
	u64		spun;
	unsigned int	flags;
};

static struct dt_keyed lock_waits = DT_KEYED(struct lock_wait, 10);

static bool is_spinlock(unsigned int flags)
{
	return (flags & LCB_F_SPIN) && !(flags & LCB_F_MUTEX);
}

/*
 * One context waits for at most one lock that sleeps, and meanwhile for one that spins. Tasks are
 * aligned to more than the bits used here.
 */
static unsigned long wait_key(bool spins)
{
	return (unsigned long)current | interrupt_context_level() | (spins ? 4 : 0);
}

/* ---- handlers; context: any, locks held ---- */

/* A wait that there is no room for is not seen to end: tell those who want to see that. */
static void wait_missed(unsigned int flags)
{
	bool spins = flags & LCB_F_SPIN;
	enum lock_probe probe;

	if (flags & LCB_F_MUTEX)
		probe = spins ? LOCK_ADAPTIVE_SPIN : LOCK_ADAPTIVE_BLOCK;
	else if (flags & (LCB_F_READ | LCB_F_WRITE))
		probe = spins ? LOCK_RW_SPIN : LOCK_RW_BLOCK;
	else if (flags == LCB_F_SPIN)
		probe = LOCK_SPIN_SPIN;
	else
		return;
	dtrace_probe_missed(lock_events[probe].probe, 1);
}

static void on_begin(void *data, void *lock, unsigned int flags)
{
	struct lock_wait w = {
		.key = wait_key(is_spinlock(flags)), .lock = lock,
		.since = ktime_get_mono_fast_ns(), .flags = flags,
	};
	const struct lock_wait *before = dt_keyed_get(&lock_waits, w.key);

	/* A mutex that was spun for is slept for now. */
	if (before && before->lock == lock)
		w.spun = before->spun + (before->flags & LCB_F_SPIN ? w.since - before->since : 0);
	if (!dt_keyed_put(&lock_waits, &w))
		wait_missed(flags);
}

static void mutex_end(const struct lock_wait *w, u64 ns, int ret)
{
	u64 spun = w->spun + (w->flags & LCB_F_SPIN ? ns : 0);

	if (ret) {
		DT_FIRE(contention_end, &lock_events[LOCK_ADAPTIVE_ACQUIRE_ERROR],
			(unsigned long)w->lock, -ret);
		return;
	}
	if (spun)
		DT_FIRE(contention_end, &lock_events[LOCK_ADAPTIVE_SPIN], (unsigned long)w->lock,
			spun);
	if (!(w->flags & LCB_F_SPIN))
		DT_FIRE(contention_end, &lock_events[LOCK_ADAPTIVE_BLOCK], (unsigned long)w->lock,
			ns);
}

static void rw_end(const struct lock_wait *w, u64 ns)
{
	int who = w->flags & LCB_F_READ ? RW_READER : RW_WRITER;
	unsigned int probe = w->flags & LCB_F_SPIN ? LOCK_RW_SPIN : LOCK_RW_BLOCK;

	DT_FIRE(contention_end, &lock_events[probe], (unsigned long)w->lock, ns, who);
}

static bool take_wait(struct lock_wait *w, bool spins, const void *lock)
{
	const struct lock_wait *found = dt_keyed_get(&lock_waits, wait_key(spins));

	return found && found->lock == lock && dt_keyed_take(&lock_waits, wait_key(spins), w);
}

static void on_end(void *data, void *lock, int ret)
{
	struct lock_wait w;
	u64 ns;

	if (!take_wait(&w, true, lock) && !take_wait(&w, false, lock))
		return;
	ns = ktime_get_mono_fast_ns() - w.since;
	if (w.flags & LCB_F_MUTEX)
		mutex_end(&w, ns, ret);
	else if (w.flags & (LCB_F_READ | LCB_F_WRITE))
		rw_end(&w, ns);
	else if (w.flags == LCB_F_SPIN)
		DT_FIRE(contention_end, &lock_events[LOCK_SPIN_SPIN], (unsigned long)lock, ns);
}

/* ---- the probes ---- */

static int src_waits_attach(void)
{
	return dt_keyed_alloc(&lock_waits);
}

/* The table goes in lock_idle(), when no handler runs any more. */
static void src_waits_detach(void)
{
}

static void lock_idle(void)
{
	dt_keyed_free(&lock_waits);
}

static struct dt_source src_waits = {
	.attach = src_waits_attach,
	.detach = src_waits_detach,
};

DT_SOURCE(begin, contention_begin);
DT_SOURCE(end, contention_end);

static const struct dtrace_argtype mutex_args[] = {
	{ "struct mutex *", NULL, 0 }, { "uint64_t", NULL, 1 }, {}
};

static const struct dtrace_argtype error_args[] = {
	{ "struct mutex *", NULL, 0 }, { "int", NULL, 1 }, {}
};

static const struct dtrace_argtype spin_args[] = {
	{ "raw_spinlock_t *", NULL, 0 }, { "uint64_t", NULL, 1 }, {}
};

static const struct dtrace_argtype rw_args[] = {
	{ "void *", NULL, 0 }, { "uint64_t", NULL, 1 }, { "int", NULL, 2 }, {}
};

static struct dt_event lock_events[] = {
	DT_EVENT(LOCK_ADAPTIVE_SPIN, "__mutex_lock", "adaptive-spin", mutex_args,
		 &src_waits, &src_begin, &src_end),
	DT_EVENT(LOCK_ADAPTIVE_BLOCK, "__mutex_lock", "adaptive-block", mutex_args,
		 &src_waits, &src_begin, &src_end),
	DT_EVENT(LOCK_ADAPTIVE_ACQUIRE_ERROR, "__mutex_lock", "adaptive-acquire-error", error_args,
		 &src_waits, &src_begin, &src_end),
	DT_EVENT(LOCK_SPIN_SPIN, "queued_spin_lock_slowpath", "spin-spin", spin_args,
		 &src_waits, &src_begin, &src_end),
	DT_EVENT(LOCK_RW_SPIN, "queued_read_lock_slowpath", "rw-spin", rw_args,
		 &src_waits, &src_begin, &src_end),
	DT_EVENT(LOCK_RW_BLOCK, "rwsem_down_read_slowpath", "rw-block", rw_args,
		 &src_waits, &src_begin, &src_end),
};

static const struct dtrace_provider_info lock_info = {
	.name		= "lockstat",
	.priv		= DTRACE_PRIV_KERNEL,
	.attr		= DT_EVENT_ATTR,
	.args_from	= DTRACE_ARGS_DESCRIBED,
	.ops		= &dt_event_ops,
};

static struct dt_event_provider lock_provider = {
	.info		= &lock_info,
	.events		= lock_events,
	.nevents	= ARRAY_SIZE(lock_events),
	.idle		= lock_idle,
};

int __init dt_lockstat_init(void)
{
	return dt_event_init(&lock_provider);
}
