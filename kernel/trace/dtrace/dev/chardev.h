/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The device /dev/dtrace.
 */
#ifndef _DTRACE_DEV_CHARDEV_H
#define _DTRACE_DEV_CHARDEV_H

/** dt_dev_init() - create the device; after everything it gives access to. Return: 0 or -errno. */
int dt_dev_init(void);

/* ---- refusals.c ---- */

struct attribute_group;

/* Attributes of the device, once dt_refusals_init() was called */
extern const struct attribute_group *dt_dev_groups[];
void dt_refusals_init(void);

#endif /* _DTRACE_DEV_CHARDEV_H */
