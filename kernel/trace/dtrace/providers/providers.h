/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The providers that are built in; each starts once, after the engine.
 */
#ifndef _DTRACE_PROVIDERS_PROVIDERS_H
#define _DTRACE_PROVIDERS_PROVIDERS_H

/* Context: process, may sleep. Return: 0 or -errno. */
int dt_syscall_init(void);
int dt_profile_init(void);
int dt_insn_init(void);
int dt_lockstat_init(void);
int dt_proc_init(void);
int dt_sched_init(void);
int dt_snapshot_init(void);

/* Those that need what a kernel may be built without */
#ifdef CONFIG_DTRACE_TRACEPOINTS
int dt_tracepoint_init(void);
#else
static inline int dt_tracepoint_init(void)
{
	return 0;
}
#endif

#ifdef CONFIG_BLOCK
int dt_io_init(void);
int dt_sysinfo_init(void);
int dt_vminfo_init(void);
#else
static inline int dt_io_init(void)
{
	return 0;
}

static inline int dt_sysinfo_init(void)
{
	return 0;
}

static inline int dt_vminfo_init(void)
{
	return 0;
}
#endif

#ifdef CONFIG_DTRACE_FBT
int dt_fbt_init(void);
#else
static inline int dt_fbt_init(void)
{
	return 0;
}
#endif

#endif /* _DTRACE_PROVIDERS_PROVIDERS_H */
