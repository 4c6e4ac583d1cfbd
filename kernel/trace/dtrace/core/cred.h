/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rights of whoever opens the device.
 */
#ifndef _DTRACE_CORE_CRED_H
#define _DTRACE_CORE_CRED_H

#include <linux/types.h>

/**
 * dt_cred_rights() - what the current task may do
 * @rights: DT_RIGHT_* on success
 *
 * Context: process.
 * Return: 0, -EACCES (capabilities are missing), -EPERM (locked down).
 */
int dt_cred_rights(u32 *rights);

/** dt_cred_init() - create the sysctl of destructive actions. Return: 0 or -ENOMEM. */
int dt_cred_init(void);

#endif /* _DTRACE_CORE_CRED_H */
