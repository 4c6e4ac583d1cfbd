/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Controls of the fake host: clock, CPU, task, memory that loads may see, injected failures.
 *
 * Everything is deterministic. Loads reach only memory that the engine allocated, static data of this program, and what
 * was mapped here; any other address is a fault and is never touched. Fake user addresses are those below 4 GiB.
 */
#ifndef _DTRACE_TESTING_HOST_H
#define _DTRACE_TESTING_HOST_H

#include "env_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define HOST_NCPUS	4
#define HOST_USER_END	(1ULL << 32)

/* Back to the state at program start: clock, task, maps, injected failures. Allocations stay. */
void host_reset(void);

void host_set_cpu(unsigned int cpu);	/* of this thread */
void host_set_online(unsigned int cpu, bool online);
void host_set_nmi(bool nmi);
void host_set_clock(u64 ns);
void host_advance(u64 ns);
void host_sleep(u64 ns);		/* the clock goes on without the CPU time of this thread */
unsigned int host_vtime_users(void);	/* who asked for CPU times and did not go */
void host_set_wallclock(u64 ns);
void host_set_task(u32 pid, u32 tid, u32 ppid, u32 uid, u32 gid, const char *execname);
void host_set_thread(u64 curthread, u64 key);
void host_set_stack(const u64 *pcs, unsigned int n);
void host_set_ustack(const u64 *pcs, unsigned int n);
void host_lose_signals(bool lose);	/* stop() and raise() find no slot */
void host_end_thread(u64 key);		/* the thread of this key is gone; 0: none is */
void host_set_ipl(u32 ipl);
void host_move_paths(unsigned int n);	/* the next n looks at renames and mounts find a new one */
void host_set_destructive_allowed(bool allowed);

/* Make [va, va + len) loadable as the bytes at mem: kernel half, or user half when va is below HOST_USER_END. */
void host_map(u64 va, void *mem, size_t len);
void host_unmap_all(void);

/* The n-th allocation, load or control copy from now on fails (0: the next); -1 none. */
void host_fail_alloc(long n);
void host_fail_load(long n);
void host_fail_ctl(long n);
/* A signal waits at the n-th look for one from now on (0: the next); -1 never. */
void host_interrupt(long n);

/* What a grace period is in a test that schedules its CPUs itself; NULL: wait until no CPU has its interrupts off */
void host_set_sync(void (*fn)(void));

size_t host_live_allocs(void);		/* allocations not yet freed */
int host_window_depth(void);		/* windows this thread has open */
long host_loads(void);			/* loads and copies since host_reset() */

/* What destructive actions asked for, counted since host_reset() */
struct host_acts {
	unsigned int stops, raises, breakpoints, panics;
	int last_signal;
};

const struct host_acts *host_acts(void);

#ifdef __cplusplus
}
#endif

#endif /* _DTRACE_TESTING_HOST_H */
