/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Control interface of /dev/dtrace: one open file is one consumer.
 *
 * The size of each argument struct is part of the ioctl number (_IOC_SIZE) and may grow: the kernel
 * copies what both sides know, zero fills the rest, and answers E2BIG to nonzero bytes it does not
 * know (Documentation/process/botching-up-ioctls.rst). Pointers are __u64. Reserved fields must be
 * 0.
 *
 * Life of a consumer: open, OPT_SET and ENABLE (any number), GO, then EPID_DESC, AGG_DESC, SNAP and
 * STATUS while it runs, STOP, last SNAPs, close. Closing at any moment releases everything.
 */
#ifndef _UAPI_LINUX_DTRACE_IOCTL_H
#define _UAPI_LINUX_DTRACE_IOCTL_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/dtrace/dof.h>
#include <linux/dtrace/record.h>

#define DTRACE_API_VERSION	1

#define DTRACE_PROVNAMELEN	64	/* sizes with the NUL */
#define DTRACE_MODNAMELEN	64
#define DTRACE_FUNCNAMELEN	256
#define DTRACE_NAMELEN		64
#define DTRACE_ARGTYPELEN	128
#define DTRACE_REASONLEN	128

/* DTRACE_IOC_CONF: what this kernel is */
struct dtrace_conf {
	__u32	api_version;
	__u32	dif_version;
	__u32	dif_regs;
	__u32	dif_tregs;
	__u32	ncpus;		/* CPU numbers are below this */
	__u32	reserved;
};

/* A probe as listed */
struct dtrace_probe_desc {
	__u32	id;
	__u32	nargs;		/* typed arguments, 0 if unknown */
	__u32	flags;
	__u32	reserved;
	char	provider[DTRACE_PROVNAMELEN];
	char	module[DTRACE_MODNAMELEN];
	char	function[DTRACE_FUNCNAMELEN];
	char	name[DTRACE_NAMELEN];
};

/* A probe description to match: globs allowed, "" matches anything; id not 0: exactly that probe */
struct dtrace_pattern {
	__u32	id;
	__u32	reserved;
	char	provider[DTRACE_PROVNAMELEN];
	char	module[DTRACE_MODNAMELEN];
	char	function[DTRACE_FUNCNAMELEN];
	char	name[DTRACE_NAMELEN];
};

/*
 * DTRACE_IOC_PROBES: list probes that match, ids ascending, in batches. Providers are asked to
 * create what the pattern names on demand (profile-97) first. Returns the number written; 0 = no
 * more. Asked for by its id, a probe that the consumer has or had clauses on is found even when it
 * is gone.
 */
struct dtrace_probes {
	struct dtrace_pattern pattern;
	__u32	after;		/* list ids greater than this */
	__u32	count;		/* room at probes, in entries; out: entries written */
	__u64	probes;		/* struct dtrace_probe_desc * */
};

/*
 * DTRACE_IOC_EXPLAIN: why a pattern matches no probe, in the words of its provider. ENOENT: no
 * provider has anything to say.
 */
struct dtrace_explain {
	struct dtrace_pattern pattern;
	__u64	msg;		/* char * */
	__u32	msg_size;
	__u32	reserved;
};

/* DTRACE_IOC_PROVIDER: attributes of a provider, by name */
/* Stability of names and of data, dependency class; levels as D numbers them from 0 */
struct dtrace_attr {
	__u8	name;
	__u8	data;
	__u8	klass;
	__u8	reserved;
};

struct dtrace_provider_desc {
	char	name[DTRACE_PROVNAMELEN];
	struct dtrace_attr provider, module, function, probe_name, args;
	__u32	reserved;
};

/* Where the types of a probe's args[] come from */
enum dtrace_args_from {
	DTRACE_ARGS_NONE	= 0,	/* there are none */
	DTRACE_ARGS_DESCRIBED	= 1,	/* this description: native, translated, mapping */
	DTRACE_ARGS_FUNCTION	= 2,	/* type information: prototype of the function */
	DTRACE_ARGS_TRACEPOINT	= 3,	/* ditto: of the tracepoint that the probe is named after */
	DTRACE_ARGS_SYSCALL	= 4,	/* as described, pointers are user pointers */
};

/*
 * DTRACE_IOC_ARGDESC: the type of args[n] of one probe. ENOENT: there is no such probe or argument.
 * With a source that is not described here, the texts are empty and the answer is the same for
 * every n: a consumer with the kernel's type information knows how many there are.
 *
 * The value of args[n] is that of the argument called mapping (arg0 and up), of the C type native.
 * A program sees it as the type translated: through a translator, unless the two are the same.
 */
struct dtrace_argdesc {
	__u32	probe_id;	/* in */
	__u32	n;		/* in */
	__u32	from;		/* enum dtrace_args_from */
	__u32	mapping;
	char	native[DTRACE_ARGTYPELEN];
	char	translated[DTRACE_ARGTYPELEN];
};

/* DTRACE_IOC_OPT_SET, DTRACE_IOC_OPT_GET (the effective value after GO) */
struct dtrace_opt {
	__u32	id;		/* enum dtrace_option */
	__u32	reserved;
	__u64	value;
};

/*
 * DTRACE_IOC_ENABLE: verify an image and enable its clauses. On EINVAL and other refusals msg holds
 * a sentence that says what was refused and where. EINTR: a signal came; then, and when memory or a
 * provider fails in the middle, no probe of this consumer is enabled any more and it can only be
 * closed: ENABLE and GO answer EBUSY.
 */
struct dtrace_enable {
	__u64	dof;		/* const void * */
	__u64	dof_size;
	__u64	msg;		/* char *, may be 0 */
	__u32	msg_size;
	__u32	nmatched;	/* out: number of (clause, probe) pairs */
	__u32	nfailed;	/* out: pairs whose provider refused to enable */
	__u32	nrefused;	/* out: descriptions that match probes, all of them refused */
};

/*
 * DTRACE_IOC_REFUSED: why probes were not enabled, one answer for each reason: by the last ENABLE,
 * and after it among probes that came later. ENOENT: there are no more reasons.
 */
struct dtrace_refused {
	__u32	n;		/* in: from 0 */
	__u32	count;		/* (clause, probe) pairs */
	struct dtrace_probe_desc probe;	/* the first of them */
	char	reason[DTRACE_REASONLEN];
};

/* DTRACE_IOC_GO, DTRACE_IOC_STOP: cpu is where BEGIN or END fired */
struct dtrace_go {
	__u32	cpu;
	__u32	reserved;
};

/* DTRACE_IOC_EPID_DESC: records of one ECB */
struct dtrace_epid_desc {
	__u32	epid;		/* in */
	__u32	probe_id;
	__u32	size;		/* bytes of a record with header, 0 = records nothing */
	__u32	nrecs;		/* in: room at recs; out: number there are */
	__u64	recs;		/* struct dtrace_rec_desc * */
	__u64	uarg;		/* of the clause */
};

/* DTRACE_IOC_AGG_DESC: keys and state of one aggregation */
struct dtrace_agg_desc {
	__u32	aggid;		/* in */
	__u32	aggvar;
	__u32	kind;		/* DTRACE_ACT_AGG_* */
	__u32	epid;
	__u32	state_offset;	/* from the start of the entry */
	__u32	state_size;
	__u32	nkeys;		/* in: room at keys; out: number there are */
	__u32	reserved;
	__u64	keys;		/* struct dtrace_rec_desc * */
	__u64	arg;		/* parameter word */
	__u64	uarg;
};

enum dtrace_bufkind {
	DTRACE_BUF_PRINCIPAL	= 0,
	DTRACE_BUF_AGGREGATION	= 1,
};

/*
 * DTRACE_IOC_SNAP: switch a buffer of one CPU and tell where the data is. map_offset and map_size
 * are what mmap() of this file takes (read-only, constant for the life of the consumer); the data
 * is at data_offset in that mapping and stays until the next SNAP of the same buffer. ENOENT: that
 * CPU has no buffer.
 */
struct dtrace_snap {
	__u32	cpu;		/* in */
	__u32	kind;		/* in, enum dtrace_bufkind */
	__u64	map_offset;
	__u64	map_size;
	__u64	data_offset;	/* of the first byte of data in the mapping */
	__u64	data_size;
	__u64	oldest;		/* ring policy: offset of the oldest record from data_offset */
	__u64	drops;		/* since the previous SNAP */
	__u64	errors;		/* ditto */
	__u64	switch_time;	/* ns; all later records of this CPU are not older */
};

/*
 * DTRACE_IOC_STATUS: everything that was lost, refused or missed; cumulative. Also tells the kernel
 * that the consumer lives.
 */
struct dtrace_status {
	__u32	exiting;	/* exit() was called */
	__u32	filled;		/* CPUs whose fill buffer is full */
	__u32	killed;		/* the deadman ended tracing */
	__u32	activity;	/* enum dtrace_activity */
	__u64	errors;
	__u64	drops_principal;
	__u64	drops_aggregation;
	__u64	drops_dynamic;
	__u64	drops_dynamic_rinse;
	__u64	drops_dynamic_dirty;
	__u64	drops_spec;
	__u64	drops_spec_busy;
	__u64	drops_spec_unavail;
	__u64	drops_stkstroverflow;
	__u64	drops_dblerror;
	__u64	skips_recursion;	/* a probe fired inside probe context of the same CPU */
	__u64	skips_nmi;		/* the same, from NMI */
	__u64	firings;		/* ECB evaluations while active */
	__u64	signals_lost;		/* of stop() and raise(): too many at a time */
	__u64	missed;			/* events whose provider could not fire, as skipped ticks */
	__u64	enable_failed;		/* probes that came later and could not be enabled */
};

enum dtrace_activity {
	DTRACE_ACTIVITY_INACTIVE = 0,
	DTRACE_ACTIVITY_WARMUP	= 1,
	DTRACE_ACTIVITY_ACTIVE	= 2,
	DTRACE_ACTIVITY_DRAINING = 3,
	DTRACE_ACTIVITY_COOLDOWN = 4,
	DTRACE_ACTIVITY_STOPPED	= 5,
	DTRACE_ACTIVITY_KILLED	= 6,
};

#define DTRACE_IOC_MAGIC	0xdf
#define DTRACE_IOC_CONF		_IOR(DTRACE_IOC_MAGIC, 1, struct dtrace_conf)
#define DTRACE_IOC_PROBES	_IOWR(DTRACE_IOC_MAGIC, 2, struct dtrace_probes)
#define DTRACE_IOC_PROVIDER	_IOWR(DTRACE_IOC_MAGIC, 3, struct dtrace_provider_desc)
#define DTRACE_IOC_OPT_SET	_IOW(DTRACE_IOC_MAGIC, 4, struct dtrace_opt)
#define DTRACE_IOC_OPT_GET	_IOWR(DTRACE_IOC_MAGIC, 5, struct dtrace_opt)
#define DTRACE_IOC_ENABLE	_IOWR(DTRACE_IOC_MAGIC, 6, struct dtrace_enable)
#define DTRACE_IOC_GO		_IOR(DTRACE_IOC_MAGIC, 7, struct dtrace_go)
#define DTRACE_IOC_STOP		_IOR(DTRACE_IOC_MAGIC, 8, struct dtrace_go)
#define DTRACE_IOC_EPID_DESC	_IOWR(DTRACE_IOC_MAGIC, 9, struct dtrace_epid_desc)
#define DTRACE_IOC_AGG_DESC	_IOWR(DTRACE_IOC_MAGIC, 10, struct dtrace_agg_desc)
#define DTRACE_IOC_SNAP		_IOWR(DTRACE_IOC_MAGIC, 11, struct dtrace_snap)
#define DTRACE_IOC_STATUS	_IOR(DTRACE_IOC_MAGIC, 12, struct dtrace_status)
#define DTRACE_IOC_ARGDESC	_IOWR(DTRACE_IOC_MAGIC, 13, struct dtrace_argdesc)
#define DTRACE_IOC_EXPLAIN	_IOWR(DTRACE_IOC_MAGIC, 14, struct dtrace_explain)
#define DTRACE_IOC_REFUSED	_IOWR(DTRACE_IOC_MAGIC, 15, struct dtrace_refused)

#endif /* _UAPI_LINUX_DTRACE_IOCTL_H */
