// SPDX-License-Identifier: GPL-2.0
/*
 * Provider proc: processes and threads begin, become another program, end; and
 * signals on their way.
 */
#include <linux/binfmts.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>

#include <trace/events/dtrace.h>
#include <trace/events/sched.h>
#include <trace/events/signal.h>
#include <trace/events/task.h>

#include "providers/event.h"
#include "providers/providers.h"

enum proc_probe {
	PROC_CREATE, PROC_LWP_CREATE, PROC_START, PROC_LWP_START, PROC_EXIT, PROC_LWP_EXIT,
	PROC_EXEC, PROC_EXEC_SUCCESS, PROC_EXEC_FAILURE, PROC_SIGNAL_SEND, PROC_SIGNAL_DISCARD,
	PROC_SIGNAL_CLEAR, PROC_SIGNAL_HANDLE, PROC_FAULT,
};

static struct dt_event proc_events[];

/* ---- processes and threads; context: task ---- */

static void on_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	if (child->pid == child->tgid)
		DT_FIRE(sched_process_fork, &proc_events[PROC_CREATE], (unsigned long)child);
	DT_FIRE(sched_process_fork, &proc_events[PROC_LWP_CREATE], (unsigned long)child,
		(unsigned long)child);
}

/* Workers that the kernel adds to a process do not come by way of fork. */
static void on_newtask(void *data, struct task_struct *p, unsigned long clone_flags)
{
	if (p->flags & (PF_IO_WORKER | PF_USER_WORKER))
		DT_FIRE(task_newtask, &proc_events[PROC_LWP_CREATE], (unsigned long)p,
			(unsigned long)p);
}

static void on_lwp_start(void *data, struct task_struct *curr)
{
	if (curr->pid == curr->tgid && !(curr->flags & PF_KTHREAD))
		DT_FIRE(dtrace_lwp_start, &proc_events[PROC_START], 0);
	DT_FIRE(dtrace_lwp_start, &proc_events[PROC_LWP_START], 0);
}

/* Why the process of the current thread, its last one, ends: a CLD_ code */
static int exit_reason(long code)
{
	const struct signal_struct *sig = current->signal;

	if (sig->flags & SIGNAL_GROUP_EXIT)
		code = sig->group_exit_code;
	if (!(code & 0x7f))
		return CLD_EXITED;
	return code & 0x80 ? CLD_DUMPED : CLD_KILLED;
}

static void on_lwp_exit(void *data, long code, bool group_dead)
{
	DT_FIRE(dtrace_lwp_exit, &proc_events[PROC_LWP_EXIT], 0);
	if (group_dead)
		DT_FIRE(dtrace_lwp_exit, &proc_events[PROC_EXIT], exit_reason(code));
}

static void on_exec(void *data, const char *path)
{
	DT_FIRE(dtrace_exec, &proc_events[PROC_EXEC], (unsigned long)path);
}

static void on_exec_success(void *data, struct task_struct *p, pid_t old_pid,
			    struct linux_binprm *bprm)
{
	DT_FIRE(sched_process_exec, &proc_events[PROC_EXEC_SUCCESS], 0);
}

static void on_exec_fail(void *data, int err)
{
	DT_FIRE(dtrace_exec_fail, &proc_events[PROC_EXEC_FAILURE], -err);
}

/* ---- signals ---- */

/*
 * Context: sender's, any up to hard interrupt; siglock held. A signal that is
 * pending already is neither sent nor discarded.
 */
static void on_signal_generate(void *data, int sig, struct kernel_siginfo *info,
			       struct task_struct *p, int group, int result)
{
	if (result == TRACE_SIGNAL_DELIVERED || result == TRACE_SIGNAL_LOSE_INFO)
		DT_FIRE(signal_generate, &proc_events[PROC_SIGNAL_SEND], (unsigned long)p,
			(unsigned long)p, sig);
	else if (result == TRACE_SIGNAL_IGNORED)
		DT_FIRE(signal_generate, &proc_events[PROC_SIGNAL_DISCARD], (unsigned long)p,
			(unsigned long)p, sig);
}

/*
 * A thread whose process is killed sees SIGKILL; the process knows by which
 * signal it really was. Context: task, siglock held.
 */
static int signal_really(int sig, const struct kernel_siginfo *info)
{
	const struct signal_struct *s = current->signal;

	if (info != SEND_SIG_NOINFO || !(s->flags & SIGNAL_GROUP_EXIT))
		return sig;
	return s->group_exit_code & 0x7f ?: sig;
}

static void on_signal_deliver(void *data, int sig, struct kernel_siginfo *info,
			      struct k_sigaction *ka)
{
	if (ka->sa.sa_handler != SIG_IGN)
		DT_FIRE(signal_deliver, &proc_events[PROC_SIGNAL_HANDLE], signal_really(sig, info),
			(unsigned long)info, (unsigned long)ka->sa.sa_handler);
}

static void on_signal_clear(void *data, int sig, struct kernel_siginfo *info)
{
	DT_FIRE(dtrace_signal_clear, &proc_events[PROC_SIGNAL_CLEAR], sig, (unsigned long)info);
}

/* ---- faults; context: the faulting task ---- */

/* Codes of faults that D programs know; code: 0 is any other */
static const struct {
	int sig, code, fault;
} proc_faults[] = {
	{ SIGILL,	0,		1 },	/* FLTILL */
	{ SIGTRAP,	TRAP_TRACE,	4 },	/* FLTTRACE */
	{ SIGTRAP,	TRAP_HWBKPT,	12 },	/* FLTWATCH */
	{ SIGTRAP,	0,		3 },	/* FLTBPT */
	{ SIGBUS,	0,		5 },	/* FLTACCESS */
	{ SIGSEGV,	SEGV_MAPERR,	6 },	/* FLTBOUNDS */
	{ SIGSEGV,	SI_KERNEL,	2 },	/* FLTPRIV */
	{ SIGSEGV,	0,		5 },	/* FLTACCESS */
	{ SIGFPE,	FPE_INTDIV,	8 },	/* FLTIZDIV */
	{ SIGFPE,	FPE_INTOVF,	7 },	/* FLTIOVF */
	{ SIGFPE,	0,		9 },	/* FLTFPE */
};

static void on_fault(void *data, struct task_struct *p, struct kernel_siginfo *info)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(proc_faults); i++) {
		if (proc_faults[i].sig == info->si_signo &&
		    (!proc_faults[i].code || proc_faults[i].code == info->si_code))
			break;
	}
	if (i < ARRAY_SIZE(proc_faults) && p == current)
		DT_FIRE(dtrace_fault, &proc_events[PROC_FAULT], proc_faults[i].fault,
			(unsigned long)info);
}

DT_SOURCE(fork, sched_process_fork);
DT_SOURCE(newtask, task_newtask);
DT_SOURCE(lwp_start, dtrace_lwp_start);
DT_SOURCE(lwp_exit, dtrace_lwp_exit);
DT_SOURCE(exec, dtrace_exec);
DT_SOURCE(exec_success, sched_process_exec);
DT_SOURCE(exec_fail, dtrace_exec_fail);
DT_SOURCE(signal_generate, signal_generate);
DT_SOURCE(signal_deliver, signal_deliver);
DT_SOURCE(signal_clear, dtrace_signal_clear);
DT_SOURCE(fault, dtrace_fault);

/* ---- the probes ---- */

#define ARG_INT		{ "int", NULL, 0 }
#define ARG_SIGINFO	{ "struct kernel_siginfo *", "siginfo_t *", 1 }

static const struct dtrace_argtype int_args[] = { ARG_INT, {} };
static const struct dtrace_argtype path_args[] = { { "char *", "string", 0 }, {} };
static const struct dtrace_argtype process_args[] = {
	{ "struct task_struct *", "psinfo_t *", 0 }, {}
};

static const struct dtrace_argtype thread_args[] = {
	{ "struct task_struct *", "lwpsinfo_t *", 0 }, { "struct task_struct *", "psinfo_t *", 1 },
	{}
};

static const struct dtrace_argtype sent_args[] = {
	{ "struct task_struct *", "lwpsinfo_t *", 0 }, { "struct task_struct *", "psinfo_t *", 1 },
	{ "int", NULL, 2 }, {}
};

static const struct dtrace_argtype siginfo_args[] = { ARG_INT, ARG_SIGINFO, {} };
static const struct dtrace_argtype handle_args[] = {
	ARG_INT, ARG_SIGINFO, { "uintptr_t", NULL, 2 }, {}
};

static struct dt_event proc_events[] = {
	DT_EVENT(PROC_CREATE, "kernel_clone", "create", process_args, &src_fork),
	DT_EVENT(PROC_LWP_CREATE, "kernel_clone", "lwp-create", thread_args, &src_fork,
		 &src_newtask),
	DT_EVENT(PROC_START, "schedule_tail", "start", NULL, &src_lwp_start),
	DT_EVENT(PROC_LWP_START, "schedule_tail", "lwp-start", NULL, &src_lwp_start),
	DT_EVENT(PROC_EXIT, "do_exit", "exit", int_args, &src_lwp_exit),
	DT_EVENT(PROC_LWP_EXIT, "do_exit", "lwp-exit", NULL, &src_lwp_exit),
	DT_EVENT(PROC_EXEC, "do_execveat_common", "exec", path_args, &src_exec),
	DT_EVENT(PROC_EXEC_SUCCESS, "bprm_execve", "exec-success", NULL, &src_exec_success),
	DT_EVENT(PROC_EXEC_FAILURE, "do_execveat_common", "exec-failure", int_args, &src_exec_fail),
	DT_EVENT(PROC_SIGNAL_SEND, "__send_signal_locked", "signal-send", sent_args,
		 &src_signal_generate),
	DT_EVENT(PROC_SIGNAL_DISCARD, "__send_signal_locked", "signal-discard", sent_args,
		 &src_signal_generate),
	DT_EVENT(PROC_SIGNAL_CLEAR, "do_sigtimedwait", "signal-clear", siginfo_args,
		 &src_signal_clear),
	DT_EVENT(PROC_SIGNAL_HANDLE, "get_signal", "signal-handle", handle_args,
		 &src_signal_deliver),
	DT_EVENT(PROC_FAULT, "force_sig_info_to_task", "fault", siginfo_args, &src_fault),
};

static const struct dtrace_provider_info proc_info = {
	.name		= "proc",
	.priv		= DTRACE_PRIV_KERNEL,
	.attr		= DT_EVENT_ATTR,
	.args_from	= DTRACE_ARGS_DESCRIBED,
	.ops		= &dt_event_ops,
};

static struct dt_event_provider proc_provider = {
	.info		= &proc_info,
	.events		= proc_events,
	.nevents	= ARRAY_SIZE(proc_events),
};

int __init dt_proc_init(void)
{
	return dt_event_init(&proc_provider);
}
