/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One consumer (an open of the device) and what it has on each CPU.
 */
#ifndef _DTRACE_LIB_CONSUMER_H
#define _DTRACE_LIB_CONSUMER_H

#include "buf.h"
#include "mstate.h"
#include "opts.h"
#include "vars.h"

#define DT_CTL_ARG_WORDS	80	/* room for the largest argument struct */

struct dt_agg;
struct dt_ecb;
struct dt_plan;
struct dtrace_probe;

/**
 * struct dt_specs - speculations of a consumer
 * @n: how many there can be at a time
 * @state: enum spec_state of each and how often it ended, changed by compare-and-swap
 */
struct dt_specs {
	u32	n;
	u32	*state;
};

/*
 * Where the entry of an aggregation without keys is in the active half; valid while the epochs
 * are equal
 */
struct dt_agg_slot {
	u32		epoch;
	u64		*state;
};

/**
 * struct dt_ccpu - a consumer on one CPU
 * @live: probes of this CPU may run the consumer's clauses; written on this CPU with interrupts off
 * @principal: active half of @principal_pair, NULL: no buffer
 * @agg: active half of @agg_pair
 * @slots: by aggregation id
 * @seq: the firing @m belongs to, see struct dt_gate
 * @generation: number of firings that had an @m
 * @firings: ECB evaluations; the counters are written by firings of this CPU only
 * @drops: records that did not fit; @drops_seen of them are reported by snapshots
 * @errors: ECBs ended by a fault
 * @m: state of the running firing
 * @m_error: state of the ERROR firing nested in it
 * @keys: room for the keys of one aggregation
 * @spec: by speculation, with one half each; NULL: none
 * @chill_mark: start of the interval of chill()
 * @fail_action: index of the action that runs, 0 for the predicate
 * @dblerrors: faults in ERROR clauses
 * @agg_drops: values that found no room
 * @skips_recursion: firings refused inside a firing
 * @skips_nmi: the same, from NMI
 * @signals_lost: signals of stop() and raise() for which there was no slot
 * @missed: events that providers could not fire; also from NMI, by compare-and-swap
 * @drops_seen: @drops that snapshots have reported
 * @errors_seen: @errors that snapshots have reported
 * @agg_drops_seen: @agg_drops that snapshots have reported
 * @spec_drops: records that did not fit into speculative buffers
 * @spec_busy: speculation() found none free, but some that are ending
 * @spec_unavail: speculation() found none free
 * @chill_spent: ns of chill() in the interval
 * @scratch: scratch memory
 * @principal_pair: both halves of the principal buffer
 * @agg_pair: both halves of the aggregation buffer
 */
struct dt_ccpu {
	bool			live;
	struct dt_buf		*principal;
	struct dt_buf		*agg;
	struct dt_agg_slot	*slots;
	u64			seq;
	u32			generation;
	u32			fail_action;
	u64			firings;
	u64			drops;
	u64			errors;
	u64			dblerrors;
	u64			agg_drops;
	u64			skips_recursion;
	u64			skips_nmi;
	u64			signals_lost;
	u64			missed;
	u64			drops_seen;
	u64			errors_seen;
	u64			agg_drops_seen;
	u64			spec_drops;
	u64			spec_busy;
	u64			spec_unavail;
	struct dt_bufpair	*spec;
	u64			chill_mark;
	u64			chill_spent;
	u64			*keys;
	u8			*scratch;
	struct dt_bufpair	principal_pair;
	struct dt_bufpair	agg_pair;
	struct dt_mstate	m;
	struct dt_mstate	m_error;
};

#define DT_REFUSED_MAX	32

/**
 * struct dt_refused - probes that were not enabled for one reason
 * @reason: text of their providers, there for good
 * @probe: the first of them; an ECB of the consumer refers to it
 * @count: (clause, probe) pairs
 */
struct dt_refused {
	const char		*reason;
	struct dtrace_probe	*probe;
	u32			count;
};

/**
 * struct dt_consumer - a consumer
 * @lock: serialises control calls; taken before the registry lock
 * @activity: enum dtrace_activity; changed by compare-and-swap, see state.c
 * @rights: DT_RIGHT_*
 * @own_only: sees firings of processes of @owner only
 * @owner: who opened it
 * @mstate_flags: DT_MSTATE_* that follow from @rights
 * @policy: enum dtrace_bufpolicy, fixed at GO
 * @cpu: by CPU number; NULL entries until GO, and for CPUs that the option cpu excludes
 * @plans: clauses in program order; @plans_end is where the next one goes
 * @ecbs: by EPID - 1, @necbs of @ecbs_room; kept until close
 * @aggs: by aggregation id - 1
 * @specs: speculations; @specs_lock: one cleaner at a time, innermost
 * @alive: when the deadman last saw the consumer and the machine well
 * @suspected: when a firing first missed a sign of life; counts while it is later than @alive
 * @status_time: last call of STATUS
 * @needs: enum dt_needs, of all plans
 * @vtimed: CPU times are kept for it
 * @clean_time: when dynamic variables were last cleaned
 * @ctl_arg: argument of the running control call
 * @next: list of consumers
 * @seed: of the hash of aggregation keys
 * @principal_size: bytes of each half of the principal buffers, fixed at GO
 * @end_reserve: bytes of it that the fill policy keeps for END
 * @enable_failed: probes that came later and that their provider could not enable
 * @refused: why probes were not enabled, by the last ENABLE and later
 * @nrefused: number of @refused
 * @vars: variables
 * @opts: options
 * @plans_end: where the next of @plans goes
 * @necbs: number of @ecbs
 * @ecbs_room: size of @ecbs
 * @naggs: number of @aggs
 * @aggs_room: size of @aggs
 * @specs_lock: serialises cleaning of speculations
 */
struct dt_consumer {
	struct dt_mutex		lock;
	u32			activity;
	u32			rights;
	bool			own_only;
	struct dt_owner		owner;
	u32			mstate_flags;
	u32			policy;
	u32			seed;
	u64			principal_size;
	u64			end_reserve;
	u64			enable_failed;
	struct dt_refused	refused[DT_REFUSED_MAX];
	u32			nrefused;
	struct dt_ccpu		**cpu;
	struct dt_vars		*vars;
	struct dt_opts		opts;
	struct dt_plan		*plans;
	struct dt_plan		**plans_end;
	struct dt_ecb		**ecbs;
	u32			necbs, ecbs_room;
	struct dt_agg		**aggs;
	u32			naggs, aggs_room;
	u32			needs;
	bool			vtimed;
	struct dt_specs		specs;
	struct dt_mutex		specs_lock;
	u64			alive;
	u64			suspected;
	u64			status_time;
	u64			clean_time;
	struct dt_consumer	*next;
	u64			ctl_arg[DT_CTL_ARG_WORDS];
};

/* What the clauses of a consumer need */
enum dt_needs {
	DT_NEEDS_RECORDS	= 0x1,
	DT_NEEDS_DESTRUCTIVE	= 0x2,
	DT_NEEDS_SPECULATION	= 0x4,
	DT_NEEDS_VTIME		= 0x8,
};

static inline u64 dt_consumer_opt(const struct dt_consumer *c, enum dtrace_option id)
{
	return c->opts.value[id];
}

/* ---- state.c ---- */
bool dt_consumer_move(struct dt_consumer *c, u32 from, u32 to);
bool dt_consumer_exit(struct dt_consumer *c);
bool dt_consumer_deadman(struct dt_consumer *c, u64 now);
int dt_consumer_go(struct dt_consumer *c, u32 *cpu);
int dt_consumer_stop(struct dt_consumer *c, u32 *cpu);

/* What happens once, on one CPU of a consumer: dt_consumer_run() passes it to its function. */
struct dt_edge {
	struct dt_consumer	*c;
	u32			cpu;	/* where it happened */
	unsigned long		irq_flags;
};

int dt_consumer_run(struct dt_edge *edge, void (*fn)(void *arg));

/* ---- percpu.c ---- */
int dt_percpu_alloc(struct dt_consumer *c);
void dt_percpu_free(struct dt_consumer *c);
/* Buffers for CPUs that came online since; what fired there meanwhile was counted as drops */
void dt_percpu_follow(struct dt_consumer *c);
/* Room for one more pointer in an array that doubles; -ENOMEM */
int dt_grow(void *array, u32 used, u32 *room);

#endif /* _DTRACE_LIB_CONSUMER_H */
