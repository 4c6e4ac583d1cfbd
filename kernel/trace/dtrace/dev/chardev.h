/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The device /dev/dtrace.
 */
#ifndef _DTRACE_DEV_CHARDEV_H
#define _DTRACE_DEV_CHARDEV_H

/** dt_dev_init() - create the device; after everything it gives access to. Return: 0 or -errno. */
int dt_dev_init(void);

#endif /* _DTRACE_DEV_CHARDEV_H */
