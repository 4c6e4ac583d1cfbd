// SPDX-License-Identifier: GPL-2.0
/*
 * The tracepoints that the providers added to the kernel.
 */
#include <linux/fs.h>
#include <linux/sched.h>

#define CREATE_TRACE_POINTS
#include <trace/events/dtrace.h>
