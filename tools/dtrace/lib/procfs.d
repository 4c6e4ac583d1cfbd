/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes and threads: psinfo_t and lwpsinfo_t of a struct task_struct, curpsinfo and curlwpsinfo.
 */
#pragma D depends_on module vmlinux

typedef int zoneid_t;
typedef int projid_t;
typedef int taskid_t;
typedef int poolid_t;
typedef int ctid_t;
typedef int processorid_t;
typedef int psetid_t;
typedef int chipid_t;
typedef int lgrp_id_t;

inline char SSLEEP = 1;
inline char SRUN = 2;
inline char SZOMB = 3;
inline char SSTOP = 4;
inline char SIDL = 5;
inline char SONPROC = 6;
inline char SWAIT = 7;

inline int PR_STOPPED = 0x00000001;
inline int PR_ISTOP = 0x00000002;
inline int PR_DSTOP = 0x00000004;
inline int PR_ISSYS = 0x00001000;
inline int PR_IDLE = 0x10000000;

inline char PR_MODEL_ILP32 = 1;
inline char PR_MODEL_LP64 = 2;

typedef struct lwpsinfo {
	int pr_flag;		/* PR_* */
	id_t pr_lwpid;		/* thread */
	uintptr_t pr_addr;	/* struct task_struct */
	uintptr_t pr_wchan;
	char pr_stype;
	char pr_state;		/* SSLEEP ... */
	char pr_sname;		/* the same, as a letter */
	char pr_nice;		/* 0 to 39 */
	short pr_syscall;	/* system call, of the current thread */
	char pr_oldpri;
	char pr_cpu;		/* load, 0 to 255 */
	int pr_pri;		/* higher is better */
	ushort_t pr_pctcpu;	/* load, 0x8000 is a whole CPU */
	uint64_t pr_start;	/* start, nanoseconds since boot */
	uint64_t pr_time;	/* CPU time, nanoseconds */
	string pr_clname;	/* scheduling class, as ps prints it */
	string pr_name;
	processorid_t pr_onpro;	/* CPU it runs or ran on */
	processorid_t pr_bindpro;
	psetid_t pr_bindpset;
	lgrp_id_t pr_lgrp;
} lwpsinfo_t;

translator lwpsinfo_t < struct task_struct *T > {
	pr_flag = (T->__state & 4 ? PR_STOPPED : 0) | (T->__state & 8 ? PR_ISTOP : 0) | (T->pid == 0 ? PR_IDLE : 0) |
		(T->flags & 0x00200000 ? PR_ISSYS : 0);
	pr_lwpid = T->pid;
	pr_addr = (uintptr_t)T;
	pr_wchan = 0;
	pr_stype = 0;
	/*
	 * In this order: exiting, stopped, new, asleep in any way; else it runs or waits for a CPU. Each state has bits of
	 * its own in __state.
	 */
	pr_state = (T->exit_state & 0x30) || (T->__state & 0x80) ? SZOMB :
		(T->__state & 0xc ? SSTOP : 0) + (T->__state & 0x800 ? SIDL : 0) +
		((T->__state & 0x1043) && !(T->__state & 0x80c) ? SSLEEP : 0) +
		(T->__state == 0 ? (T->on_cpu ? SONPROC : SRUN) : 0);
	pr_sname = (T->exit_state & 0x30) || (T->__state & 0x80) ? 'Z' :
		(T->__state & 0xc ? 'T' : 0) + (T->__state & 0x800 ? 'I' : 0) +
		((T->__state & 0x1043) && !(T->__state & 0x80c) ? 'S' : 0) +
		(T->__state == 0 ? (T->on_cpu ? 'O' : 'R') : 0);
	pr_nice = T->static_prio - 100;
	pr_syscall = T == curthread ? (short)((struct pt_regs *)((uintptr_t)T->stack + 0x4000 - sizeof(struct pt_regs)))->orig_ax : 0;
	pr_oldpri = 139 - T->prio;
	pr_cpu = T->se.avg.util_avg >= 1024 ? 255 : T->se.avg.util_avg >> 2;
	pr_pri = 139 - T->prio;
	pr_pctcpu = T->se.avg.util_avg >= 1024 ? 0x8000 : T->se.avg.util_avg * 32;
	pr_start = T->start_boottime;
	pr_time = T->utime + T->stime;
	pr_clname = substr("TS FF RR B  ISOIDLDLNEXT", T->policy * 3, T->policy < 3 ? 2 : T->policy == 3 ? 1 : 3);
	pr_name = T->comm;
	pr_onpro = T->thread_info.cpu;
	pr_bindpro = T->nr_cpus_allowed == 1 ? T->thread_info.cpu : -1;
	pr_bindpset = -1;
	pr_lgrp = 0;
};

typedef struct psinfo {
	int pr_flag;		/* PR_ISSYS: kernel thread */
	int pr_nlwp;		/* threads */
	int pr_nzomb;
	pid_t pr_pid;
	pid_t pr_ppid;
	pid_t pr_pgid;
	pid_t pr_sid;
	uid_t pr_uid;
	uid_t pr_euid;
	gid_t pr_gid;
	gid_t pr_egid;
	uintptr_t pr_addr;	/* struct task_struct */
	size_t pr_size;		/* KiB of address space */
	size_t pr_rssize;	/* KiB resident */
	dev_t pr_ttydev;	/* -1: no terminal */
	ushort_t pr_pctcpu;	/* load, 0x8000 is a whole CPU */
	ushort_t pr_pctmem;	/* memory, 0x8000 is all */
	uint64_t pr_start;	/* start, nanoseconds since boot */
	uint64_t pr_time;	/* CPU time of the thread and of those that ended, nanoseconds */
	uint64_t pr_ctime;	/* CPU time of children, nanoseconds */
	string pr_fname;	/* name of the first thread */
	string pr_psargs;	/* command line as far as it is resident; else, and of kernel threads, the name */
	int pr_wstat;		/* exit status */
	int pr_argc;
	uintptr_t pr_argv;	/* user address of the arguments' text */
	uintptr_t pr_envp;	/* user address of the environment's text */
	char pr_dmodel;		/* PR_MODEL_* */
	taskid_t pr_taskid;
	projid_t pr_projid;
	poolid_t pr_poolid;
	zoneid_t pr_zoneid;
	ctid_t pr_contract;
} psinfo_t;

translator psinfo_t < struct task_struct *T > {
	pr_flag = T->flags & 0x00200000 ? PR_ISSYS : 0;
	pr_nlwp = T->signal->nr_threads;
	pr_nzomb = 0;
	pr_pid = T->tgid;
	pr_ppid = T->real_parent->tgid;
	pr_pgid = T->signal->pids[2] == NULL ? 0 : T->signal->pids[2]->numbers[0].nr;
	pr_sid = T->signal->pids[3] == NULL ? 0 : T->signal->pids[3]->numbers[0].nr;
	pr_uid = T == curthread ? T->cred->uid.val : T->real_cred->uid.val;
	pr_euid = T == curthread ? T->cred->euid.val : T->real_cred->euid.val;
	pr_gid = T == curthread ? T->cred->gid.val : T->real_cred->gid.val;
	pr_egid = T == curthread ? T->cred->egid.val : T->real_cred->egid.val;
	pr_addr = (uintptr_t)T;
	pr_size = T->mm == NULL ? 0 : T->mm->total_vm * 4;
	pr_rssize = T->mm == NULL ? 0 :
		(T->mm->rss_stat[0].count + T->mm->rss_stat[1].count + T->mm->rss_stat[3].count) * 4;
	pr_ttydev = T->signal->tty == NULL ? -1 : (dev_t)((T->signal->tty->driver->major << 20) +
		T->signal->tty->driver->minor_start + T->signal->tty->index);
	pr_pctcpu = T->se.avg.util_avg >= 1024 ? 0x8000 : T->se.avg.util_avg * 32;
	pr_pctmem = T->mm == NULL ? 0 : (T->mm->rss_stat[0].count + T->mm->rss_stat[1].count +
		T->mm->rss_stat[3].count) * 0x8000 / `_totalram_pages;
	pr_start = T->group_leader->start_boottime;
	pr_time = T->signal->utime + T->signal->stime + T->utime + T->stime;
	pr_ctime = T->signal->cutime + T->signal->cstime;
	pr_fname = T->group_leader->comm;
	pr_psargs = psargs(T);
	pr_wstat = T->exit_state == 0 ? 0 : T->signal->group_exit_code != 0 ? T->signal->group_exit_code : T->exit_code;
	pr_argc = 0;
	pr_argv = T->mm == NULL ? 0 : T->mm->arg_start;
	pr_envp = T->mm == NULL ? 0 : T->mm->env_start;
	pr_dmodel = T->thread_info.flags & 0x20000000 ? PR_MODEL_ILP32 : PR_MODEL_LP64;
	pr_taskid = 0;
	pr_projid = 0;
	pr_poolid = 0;
	pr_zoneid = 0;
	pr_contract = 0;
};

inline psinfo_t *curpsinfo = xlate <psinfo_t *> (curthread);
inline lwpsinfo_t *curlwpsinfo = xlate <lwpsinfo_t *> (curthread);
inline string execargs = psargs(curthread);
