/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The seam: everything the pure part of the engine (lib/) needs from its host, and nothing else.
 *
 * lib/ is built twice: into the kernel (host: core/) and into user space under sanitizers (host:
 * tools/testing/dtrace/). "env_types.h" is found on the include path of each build and provides
 * the plain C environment: __u8..__u64 and u8..s64, bool, size_t, NULL, errno names,
 * memcpy/memmove/memset/memcmp/strlen/strcmp, static_assert, ARRAY_SIZE, container_of, min/max,
 * likely/unlikely, READ_ONCE/WRITE_ONCE, smp_load_acquire/smp_store_release, cmpxchg(ptr, old,
 * new), xchg, barrier, snprintf/scnprintf, notrace, U64_MAX..., U32_MAX, S64_MIN, ALIGN, struct
 * dt_mutex with dt_mutex_init/lock/trylock/unlock/assert_held, div64 helpers, WARN_ON_ONCE, static
 * tables of labels under __annotate_jump_table. No file in lib/ includes <linux/...> except uapi
 * headers and <linux/dtrace.h>.
 */
#ifndef _DTRACE_LIB_ENV_H
#define _DTRACE_LIB_ENV_H

#include "env_types.h"
#include <linux/dtrace.h>

/* ---- memory, outside probe context only; all may sleep ---- */
/* NULL when there is none; physically scattered is fine */
void *dt_host_zalloc(size_t size);
void dt_host_free(void *ptr);			/* NULL is fine */
/* page-aligned zeroed memory that dt_host can map to the consumer */
void *dt_host_buf_alloc(size_t size, unsigned int cpu);
void dt_host_buf_free(void *buf, size_t size);
/*
 * copy between the consumer's address space and ours (pointers inside ioctl structs); 0 or
 * -EFAULT
 */
int dt_host_ctl_copyin(void *dst, u64 src, size_t size);
int dt_host_ctl_copyout(u64 dst, const void *src, size_t size);
/* whether a signal waits for the caller; lets others run, for loops that take long. May sleep. */
bool dt_host_interrupted(void);

/* ---- CPUs ---- */
unsigned int dt_host_ncpus(void);		/* CPU numbers are below this; constant */
bool dt_host_cpu_online(unsigned int cpu);
/*
 * run fn on that CPU with interrupts off; -ENOENT when it is offline. Context: process, may
 * sleep.
 */
int dt_host_run_on(unsigned int cpu, void (*fn)(void *arg), void *arg);
void dt_host_run_on_all(void (*fn)(void *arg), void *arg);	/* every online CPU, waits */
/* returns when every firing that was running has ended; may sleep */
void dt_host_sync(void);

/*
 * ---- probe context: everything below is callable from any context, NMI included, and never
 * sleeps or locks ----
 */
unsigned int dt_host_cpu(void);			/* this CPU; stable because interrupts are off */
unsigned long dt_host_irq_save(void);
void dt_host_irq_restore(unsigned long flags);
bool dt_host_in_nmi(void);
u64 dt_host_clock(void);			/* monotonic ns, NMI safe, comparable across CPUs */
u64 dt_host_wallclock(void);			/* ns since 1970 UTC */

/*
 * CPU time of threads, kept while somebody asks for it. Firings do not count: each tells when it
 * has begun, as it ends.
 */
bool dt_host_vtime_kept(void);
u64 dt_host_vtime(u64 now);			/* of the current thread, ns since some time */
void dt_host_vtime_skip(u64 since);		/* what began then, by dt_host_clock(), is over */
int dt_host_vtime_get(void);			/* 0 or -ENOMEM. Context: process, may sleep */
void dt_host_vtime_put(void);			/* Context: process, may sleep */

/*
 * The no-fault window. A firing opens it at its first load (lib/mem.c) and closes it at its end;
 * loads in between return 0 or enum dtrace_fault (BADADDR for unmapped, non-canonical, toxic or
 * hypervisor-owned addresses) and set *bad to the faulting address.
 */
struct dt_window {
	u64 opaque[8];
};

void dt_host_window_open(struct dt_window *saved);
void dt_host_window_close(const struct dt_window *saved);
/* zero extended; size 1, 2, 4, 8 */
int dt_host_load(u64 *val, u64 addr, unsigned int size, u64 *bad);
int dt_host_copy(void *dst, u64 src, size_t len, size_t *copied, u64 *bad);
int dt_host_user_load(u64 *val, u64 addr, unsigned int size, u64 *bad);
int dt_host_user_copy(void *dst, u64 src, size_t len, size_t *copied, u64 *bad);
/* from the user half of any process, as far as it is resident; @mm: its struct mm_struct */
int dt_host_mm_copy(void *dst, u64 mm, u64 src, size_t len, size_t *copied, u64 *bad);
int dt_host_user_store(u64 dst, const void *src, size_t len, u64 *bad);
/* in the user half: stringof(arg0) of a user pointer loads by the user way */
bool dt_host_is_user(u64 addr);

/* ---- the current thread, as D programs see it ---- */
u64 dt_host_curthread(void);
u32 dt_host_pid(void);
u32 dt_host_tid(void);
u32 dt_host_ppid(void);
u32 dt_host_uid(void);
u32 dt_host_gid(void);
/* DT_HOST_EXECNAME bytes with a NUL among them; may change under us, stays terminated */
#define DT_HOST_EXECNAME	16U
const char *dt_host_execname(void);
/* unique for the life of the system, differs by interrupt nesting; never below 1 << 17 */
u64 dt_host_thread_key(void);
/* has the thread of this key ended? Context: process, or interrupts off; never probe context */
bool dt_host_thread_gone(u64 key);

/*
 * How important what the probe interrupted was, as ipl: 0 process context, 1 softirq, 2 interrupts
 * off, 8 hard interrupt, 15 NMI. @flags: from dt_host_irq_save() at the start of the firing.
 */
u32 dt_host_ipl(unsigned long flags);

/* ---- kernel structures that subroutines walk by no-fault loads; layout.def ---- */
#define DT_MEMBER(name, type, member)		DT_MEMBER_##name,
#define DT_MEMBER_NO_RT(name, type, member)	DT_MEMBER_##name,
#define DT_MEMBER_SMP(name, type, member)	DT_MEMBER_##name,
enum dt_member {
#include "layout.def"
	DT_MEMBERS
};

#undef DT_MEMBER
#undef DT_MEMBER_NO_RT
#undef DT_MEMBER_SMP

#define DT_MEMBER_NONE	U32_MAX		/* this kernel has no such member */

extern const u32 dt_host_offset[DT_MEMBERS];

/* changes with every rename and mount; 0 while one is under way */
u64 dt_host_path_sequence(void);

/*
 * ---- addresses, told as text; the window is open ----
 *
 * Of any address; @size: bytes at @buf, NUL included. Return: characters without NUL.
 */
/* who uses it for what */
u32 dt_host_whatis(u64 addr, char *buf, u32 size);
/* which page has it, and how; user addresses are those of the current process */
u32 dt_host_vtop(u64 addr, char *buf, u32 size);

/* ---- stacks; n = room in frames; return frames written. Context: probe ---- */
unsigned int dt_host_stack(const struct dtrace_firing *firing, u64 *pcs, unsigned int n);
unsigned int dt_host_ustack(const struct dtrace_firing *firing, u64 *pcs, unsigned int n);
/* regs[], uregs[] */
u64 dt_host_reg(const struct dtrace_firing *firing, bool user, unsigned int n, int *fault);

/*
 * ---- side effects of destructive actions; deferred by the host where they cannot happen in
 * probe context ----
 */
/* false: lost, too many are under way */
bool dt_host_stop(void);
bool dt_host_raise(int sig);
void dt_host_breakpoint(void);
void dt_host_panic(const char *why);
u64 dt_host_random(void);			/* for seeds; process context */

/*
 * ---- rights of a consumer, fixed when it opens ----
 *
 * Without one of the first two it sees its own processes only.
 */
#define DT_RIGHT_KERNEL		0x1	/* trace the kernel, read its memory */
#define DT_RIGHT_ALLPROC	0x2	/* see all processes */
#define DT_RIGHT_DESTRUCTIVE	0x4	/* stop, raise, copyout, system */
#define DT_RIGHT_KDESTRUCTIVE	0x8	/* panic, breakpoint, chill */

/* in option words only: the kernel is locked down, or else there would be rights to destroy */
#define DT_RIGHT_LOCKED		0x10

/* who opened; user and group */
struct dt_owner {
	u32 uid, gid;
};

void dt_host_owner(struct dt_owner *owner);
/*
 * Is this firing one of a process of the owner, that always was (no set-id program), and is it the
 * process that was doing something? Context: probe.
 */
bool dt_host_owns(const struct dt_owner *owner, const struct dtrace_firing *firing);

bool dt_host_destructive_allowed(void);		/* the system-wide switch */

#endif /* _DTRACE_LIB_ENV_H */
