/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events of the kernel that DTrace's stable providers need and that no other
 * tracepoint tells: tracepoints without a trace event. A NOP each while nobody
 * listens; nothing at all without CONFIG_DTRACE.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dtrace

#if !defined(_TRACE_DTRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_DTRACE_H

#include <linux/tracepoint.h>

struct bio;
struct kernel_siginfo;
struct task_struct;

#ifndef _DTRACE_EVENT_TYPES
#define _DTRACE_EVENT_TYPES

/* What a task waits for: argument "kind" of dtrace_io_wait_start and _done */
enum dtrace_io_kind {
	DTRACE_IO_BIO,		/* object: struct bio */
	DTRACE_IO_FOLIO,	/* struct folio */
	DTRACE_IO_BUFFER,	/* struct buffer_head */
};

/* What a page fault put in place: argument "kind" of dtrace_vm_page */
enum dtrace_vm_kind {
	DTRACE_VM_ZERO,		/* anonymous memory, zeroed */
	DTRACE_VM_COPY,		/* a private copy */
};

#endif

#ifdef CONFIG_DTRACE
#define DTRACE_EVENT(name, proto, args) \
	DECLARE_TRACE(dtrace_##name, PARAMS(proto), PARAMS(args))
#else
#define DTRACE_EVENT(name, proto, args) \
	DECLARE_EVENT_NOP(dtrace_##name, PARAMS(proto), PARAMS(args))
#endif

/* ---- scheduler; run queue locked, interrupts off, unless said otherwise ---- */

/* A task is on a run queue, or about to leave it; not for changes of its attributes. */
DTRACE_EVENT(enqueue,
	     TP_PROTO(struct task_struct *p, int cpu, bool head),
	     TP_ARGS(p, cpu, head));

DTRACE_EVENT(dequeue,
	     TP_PROTO(struct task_struct *p, int cpu),
	     TP_ARGS(p, cpu));

/* The current task has got the CPU, or keeps it after a pass of the scheduler. */
DTRACE_EVENT(on_cpu,
	     TP_PROTO(struct task_struct *curr),
	     TP_ARGS(curr));

DTRACE_EVENT(remain_cpu,
	     TP_PROTO(struct task_struct *curr),
	     TP_ARGS(curr));

/* Hard interrupt, run queue not locked */
DTRACE_EVENT(tick,
	     TP_PROTO(struct task_struct *curr),
	     TP_ARGS(curr));

/* Another CPU's task is told to give up its CPU, or the current one does so by itself. */
DTRACE_EVENT(surrender,
	     TP_PROTO(struct task_struct *p),
	     TP_ARGS(p));

/* Before the change; prio: as task_struct.prio */
DTRACE_EVENT(change_pri,
	     TP_PROTO(struct task_struct *p, int prio),
	     TP_ARGS(p, prio));

/* ---- processes; task context ---- */

/* The first code of a new thread */
DTRACE_EVENT(lwp_start,
	     TP_PROTO(struct task_struct *curr),
	     TP_ARGS(curr));

/* A thread exits and has still its memory and files; group_dead: it is the last of its process. */
DTRACE_EVENT(lwp_exit,
	     TP_PROTO(long code, bool group_dead),
	     TP_ARGS(code, group_dead));

/* execve() begins, or has failed: err is negative */
DTRACE_EVENT(exec,
	     TP_PROTO(const char *path),
	     TP_ARGS(path));

DTRACE_EVENT(exec_fail,
	     TP_PROTO(int err),
	     TP_ARGS(err));

/* A pending signal is taken by sigwait() and the like. */
DTRACE_EVENT(signal_clear,
	     TP_PROTO(int sig, struct kernel_siginfo *info),
	     TP_ARGS(sig, info));

/* A machine fault of a task becomes a signal. */
DTRACE_EVENT(fault,
	     TP_PROTO(struct task_struct *p, struct kernel_siginfo *info),
	     TP_ARGS(p, info));

/* ---- I/O ---- */

/* The end of a bio, its owner not told yet; any context */
DTRACE_EVENT(io_done,
	     TP_PROTO(struct bio *bio),
	     TP_ARGS(bio));

/* The current task waits for one I/O; at the end the object may be gone. Task context */
DTRACE_EVENT(io_wait_start,
	     TP_PROTO(enum dtrace_io_kind kind, const void *object),
	     TP_ARGS(kind, object));

DTRACE_EVENT(io_wait_done,
	     TP_PROTO(enum dtrace_io_kind kind, const void *object),
	     TP_ARGS(kind, object));

/* A read or write of a file has ended: bytes or -errno, as accounted to the current task */
DTRACE_EVENT(read,
	     TP_PROTO(ssize_t ret),
	     TP_ARGS(ret));

DTRACE_EVENT(write,
	     TP_PROTO(ssize_t ret),
	     TP_ARGS(ret));

/* ---- memory; task context ---- */

/* A page fault has ended; flags: FAULT_FLAG_*, ret: VM_FAULT_* */
DTRACE_EVENT(vm_fault,
	     TP_PROTO(unsigned int flags, unsigned int ret),
	     TP_ARGS(flags, ret));

DTRACE_EVENT(vm_page,
	     TP_PROTO(enum dtrace_vm_kind kind, int pages),
	     TP_ARGS(kind, pages));

#undef DTRACE_EVENT

#endif /* _TRACE_DTRACE_H */

#include <trace/define_trace.h>
