/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What a consumer finds in the buffers: record headers, aggregation entries, their descriptions,
 * options.
 *
 * A principal buffer is a sequence of records. Each starts 8-aligned with struct dtrace_rec_hdr;
 * the payload is laid out as the description of its EPID says (DTRACE_IOC_EPID_DESC). An
 * aggregation buffer is a sequence of entries, each starting 8-aligned with struct dtrace_agg_hdr,
 * then the keys and the state as the description of its aggregation id says (DTRACE_IOC_AGG_DESC);
 * entries are deltas since the previous snapshot.
 */
#ifndef _UAPI_LINUX_DTRACE_RECORD_H
#define _UAPI_LINUX_DTRACE_RECORD_H

#include <linux/types.h>

#define DTRACE_EPID_NONE	0	/* padding, size says how much */

/**
 * struct dtrace_rec_hdr - header of a record in a principal buffer
 * @epid: id of the ECB that made it, unique in the consumer, from 1
 * @size: bytes of the whole record with this header, a multiple of 8
 * @timestamp: monotonic clock, ns; never decreases within the buffer of one CPU
 */
struct dtrace_rec_hdr {
	__u32	epid;
	__u32	size;
	__u64	timestamp;
};

/**
 * struct dtrace_agg_hdr - header of an entry in an aggregation buffer
 * @aggid: id of the aggregation, from 1 (DTRACE_IOC_AGG_DESC)
 * @size: bytes of the whole entry with this header, a multiple of 8
 */
struct dtrace_agg_hdr {
	__u32	aggid;
	__u32	size;
};

enum dtrace_action_kind {
	DTRACE_ACT_NONE		= 0,
	DTRACE_ACT_DIFEXPR	= 1,	/* trace(e), an expression (void: not recorded), a key */
	DTRACE_ACT_EXIT		= 2,	/* records the status, 4 bytes */
	DTRACE_ACT_PRINTF	= 3,
	DTRACE_ACT_PRINTA	= 4,
	DTRACE_ACT_PRINT	= 5,
	DTRACE_ACT_TRACEMEM	= 6,
	DTRACE_ACT_TRACEMEM_LEN	= 7,	/* dynamic length of the TRACEMEM that follows */
	/* actions that the consumer carries out when it reads the record */
	DTRACE_ACT_LIBACT	= 8,	/* clear(), trunc(), normalize(), ...: uarg tells */
	DTRACE_ACT_SYSTEM	= 9,
	DTRACE_ACT_FREOPEN	= 10,
	DTRACE_ACT_STACK	= 16,
	DTRACE_ACT_USTACK	= 17,
	DTRACE_ACT_JSTACK	= 18,
	DTRACE_ACT_SYM		= 19,
	DTRACE_ACT_MOD		= 20,
	DTRACE_ACT_USYM		= 21,
	DTRACE_ACT_UMOD		= 22,
	DTRACE_ACT_UADDR	= 23,
	DTRACE_ACT_SPECULATE	= 32,
	DTRACE_ACT_COMMIT	= 33,
	DTRACE_ACT_DISCARD	= 34,
	/* destructive */
	DTRACE_ACT_STOP		= 48,
	DTRACE_ACT_RAISE	= 49,
	DTRACE_ACT_BREAKPOINT	= 50,
	DTRACE_ACT_PANIC	= 51,
	DTRACE_ACT_CHILL	= 52,
	/* aggregating functions; columns: kernel/trace/dtrace/lib/agg_funcs.def */
	DTRACE_ACT_AGG_COUNT	= 64,
	DTRACE_ACT_AGG_SUM	= 65,
	DTRACE_ACT_AGG_AVG	= 66,
	DTRACE_ACT_AGG_MIN	= 67,
	DTRACE_ACT_AGG_MAX	= 68,
	DTRACE_ACT_AGG_STDDEV	= 69,
	DTRACE_ACT_AGG_QUANTIZE	= 70,
	DTRACE_ACT_AGG_LQUANTIZE = 71,
	DTRACE_ACT_AGG_LLQUANTIZE = 72,
	DTRACE_ACT_MAX
};

#define DTRACE_ACT_IS_AGG(kind) \
	((__u32)(kind) - DTRACE_ACT_AGG_COUNT <= DTRACE_ACT_AGG_LLQUANTIZE - DTRACE_ACT_AGG_COUNT)

/*
 * State of an aggregation, in 64-bit words: kernel/trace/dtrace/lib/agg_funcs.def. A key of an
 * entry starts at a multiple of 8; what it does not fill up to the next is 0.
 *
 * quantize(): 127 buckets. Bucket 63 counts 0; 64 + i counts values from 2^i up to 2^(i+1) - 1, the
 * last one all from 2^62; 62 - i counts their negatives.
 *
 * lquantize(): the parameter word, then levels + 2 buckets: below base; the levels; base + levels *
 * step and above.
 *
 *	63      48 47      32 31               0
 *	| step    | levels   | base (signed)   |
 *
 * llquantize(): the parameter word, then 2 * side + 3 buckets. The middle one, number side + 1,
 * counts |v| < factor^low. Values go up from there, their negatives down in the same way; bucket 0
 * and the last count |v| >= factor^(high+1).
 *
 *	63      48 47      32 31      16 15     0
 *	| factor  | low      | high     | steps |
 *
 * Magnitude m (low to high) holds factor^m <= v < factor^(m+1). With n = min(steps, factor^(m+1))
 * equal steps from 0 to factor^(m+1) it has n - n / factor buckets, those of the steps from
 * factor^m on; v is in the one of step v * n / factor^(m+1). All divisions truncate. side is the
 * sum over all magnitudes.
 */
#define DTRACE_QUANTIZE_NBUCKETS	127	/* bucket 63 is zero */
#define DTRACE_QUANTIZE_ZERO		63

/**
 * struct dtrace_rec_desc - one datum of a record
 * @kind: enum dtrace_action_kind
 * @size: bytes
 * @offset: from the start of the record or entry, header included
 * @align: alignment of @offset
 * @arg: from struct dtrace_dof_action
 * @uarg: ditto
 * @type_kind: enum dtrace_dif_kind
 * @type_flags: DTRACE_DIF_TF_*
 * @reserved: 0
 * @reserved2: 0
 */
struct dtrace_rec_desc {
	__u32	kind;
	__u32	size;
	__u32	offset;
	__u32	align;
	__u8	type_kind;	/* enum dtrace_dif_kind */
	__u8	type_flags;	/* DTRACE_DIF_TF_* */
	__u16	reserved;
	__u32	reserved2;
	__u64	arg;
	__u64	uarg;
};

/*
 * Options the kernel knows; columns (name, unit, limits, default):
 * kernel/trace/dtrace/lib/options.def
 */
enum dtrace_option {
	DTRACE_OPT_BUFSIZE	= 1,
	DTRACE_OPT_BUFPOLICY	= 2,
	DTRACE_OPT_BUFRESIZE	= 3,
	DTRACE_OPT_AGGSIZE	= 4,
	DTRACE_OPT_DYNVARSIZE	= 5,
	DTRACE_OPT_STRSIZE	= 6,
	DTRACE_OPT_SCRATCHSIZE	= 7,
	DTRACE_OPT_SPECSIZE	= 8,
	DTRACE_OPT_NSPEC	= 9,
	DTRACE_OPT_STACKFRAMES	= 10,
	DTRACE_OPT_USTACKFRAMES	= 11,
	DTRACE_OPT_JSTACKFRAMES	= 12,
	DTRACE_OPT_JSTACKSTRSIZE = 13,
	DTRACE_OPT_CLEANRATE	= 14,
	DTRACE_OPT_CPU		= 15,
	DTRACE_OPT_DESTRUCTIVE	= 16,
	DTRACE_OPT_GRABANON	= 17,
	DTRACE_OPT_STATUSRATE	= 18,
	DTRACE_OPT_FBTRETURN	= 19,
	DTRACE_OPT_MAX
};

#define DTRACE_OPT_UNSET	((__u64)-2)

enum dtrace_bufpolicy {
	DTRACE_BUFPOLICY_SWITCH	= 0,
	DTRACE_BUFPOLICY_FILL	= 1,
	DTRACE_BUFPOLICY_RING	= 2,
};

enum dtrace_bufresize {
	DTRACE_BUFRESIZE_AUTO	= 0,
	DTRACE_BUFRESIZE_MANUAL	= 1,
};

enum dtrace_fbtreturn {
	DTRACE_FBTRETURN_FAST	= 0,
	DTRACE_FBTRETURN_EXACT	= 1,
};

#endif /* _UAPI_LINUX_DTRACE_RECORD_H */
