/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The providers that are built in; each starts once, after the engine.
 */
#ifndef _DTRACE_PROVIDERS_PROVIDERS_H
#define _DTRACE_PROVIDERS_PROVIDERS_H

/* Context: process, may sleep. Return: 0 or -errno. */
int dt_syscall_init(void);
int dt_profile_init(void);

#endif /* _DTRACE_PROVIDERS_PROVIDERS_H */
