/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The trace event of the module dtrace_test_target.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dtrace_test

#if !defined(_DTRACE_TEST_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _DTRACE_TEST_TRACE_H

#include <linux/tracepoint.h>

TRACE_EVENT(dtrace_test_work,
	    TP_PROTO(unsigned long n),
	    TP_ARGS(n),
	    TP_STRUCT__entry(__field(unsigned long, n)),
	    TP_fast_assign(__entry->n = n;),
	    TP_printk("n=%lu", __entry->n)
);

#endif /* _DTRACE_TEST_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE dtrace_test_trace
#include <trace/define_trace.h>
