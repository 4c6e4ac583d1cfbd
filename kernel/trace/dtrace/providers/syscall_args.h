/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Types of the arguments of system calls, for the provider syscall.
 */
#ifndef _DTRACE_PROVIDERS_SYSCALL_ARGS_H
#define _DTRACE_PROVIDERS_SYSCALL_ARGS_H

struct dtrace_argdesc;
struct syscall_metadata;

/* Of the linker: pointers to what SYSCALL_DEFINEx() keeps, gone after init */
extern struct syscall_metadata *__start_syscalls_metadata[];
extern struct syscall_metadata *__stop_syscalls_metadata[];

/* Context: process. Return: 0, -ENOENT: there are not that many, or nothing is known. */
int dt_syscall_entry_argdesc(unsigned int nr, unsigned int n, struct dtrace_argdesc *desc);
int dt_syscall_return_argdesc(unsigned int n, struct dtrace_argdesc *desc);

/* Once, after the syscall trace events found their numbers. */
void dt_syscall_args_init(void);

#endif /* _DTRACE_PROVIDERS_SYSCALL_ARGS_H */
