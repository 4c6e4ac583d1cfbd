/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a clause does to a probe: plans (a clause made ready for one consumer) and ECBs (a plan
 * on a probe).
 */
#ifndef _DTRACE_LIB_ECB_H
#define _DTRACE_LIB_ECB_H

#include "builtin.h"
#include "consumer.h"
#include "dof.h"
#include "probe.h"

struct dt_act;

/*
 * Carry out one action; @dst is where its datum goes. Faults are left in @m. Context: probe
 * context.
 */
typedef void (*dt_act_fn)(const struct dt_act *act, struct dt_mstate *m, u8 *dst);

enum dt_how {
	DT_HOW_RUN,	/* call run() */
	DT_HOW_VALUE,	/* store the result of the DIFO, no call */
	DT_HOW_AGG,	/* update an aggregation */
};

/**
 * struct dt_act - an action of a plan, or a key of one of its aggregations
 * @run: carries it out
 * @how: enum dt_how
 * @records: has a datum in the record, which may be empty
 * @name: gives the text of a built-in string, for the actions that record it
 * @text: the datum is a string, which ends at its NUL whatever follows
 * @difo: argument, NULL if it has none; the clause holds the reference
 * @prev: the action before it, NULL for the first (tracemem() finds its length there)
 * @agg: of DT_HOW_AGG
 * @kind: enum dtrace_action_kind
 * @index: position in the clause from 1, as the ERROR probe tells it
 * @offset: of the datum from the start of the record or entry
 * @size: bytes of the datum
 * @count: frames of stack actions
 * @type: of the result of @difo
 * @arg: of the action
 * @uarg: of the action
 */
struct dt_act {
	dt_act_fn		run;
	u8			how;
	bool			records;
	bool			text;
	const struct dt_difo	*difo;
	dt_builtin_name_fn	name;
	const struct dt_act	*prev;
	struct dt_agg		*agg;
	u32			kind;
	u32			index;
	u32			offset;
	u32			size;
	u32			count;
	struct dtrace_dif_type	type;
	u64			arg;
	u64			uarg;
};

/**
 * struct dt_plan - a clause made ready for one consumer, shared by all its ECBs
 * @clause: holds the DIFOs
 * @predicate: NULL: always true
 * @acts: actions in program order without the keys of aggregations
 * @keys: keys of the aggregations
 * @size: bytes of a record with header, 0: records nothing
 * @speculate: the action that says where the record goes; those before it record nothing
 * @timed: the firing's time is needed
 * @only_count: nothing but one count() without keys
 * @pads: offsets of the words of a record that have a gap; cleared first
 * @nacts: number of @acts
 * @npads: number of @pads
 * @nkeys: words of the largest aggregation key
 * @matched: the newest probe (@born) when it was matched last; newer ones are still to be
 * @next: next clause of the consumer
 */
struct dt_plan {
	const struct dt_difo	*predicate;
	struct dt_act		*acts;
	u32			nacts;
	u32			size;
	bool			timed;
	const struct dt_act	*speculate;
	struct dt_agg		*only_count;
	u32			npads;
	u32			*pads;
	struct dt_act		*keys;
	u32			nkeys;
	struct dt_clause	*clause;
	u64			matched;
	struct dt_plan		*next;
};

/**
 * struct dt_ecb - enabling control block: a plan on a probe
 * @next: next ECB of the probe; stays valid until no firing can look at it
 * @cpus: of the consumer
 * @probe: its probe; the ECB refers to it to the end (dt_probe_get())
 * @linked: in the list of the probe; not if that could not be enabled, or is gone
 * @consumer: whose
 * @plan: its clause
 * @count_id: aggregation id of a clause that is nothing but one count() without keys, else 0
 * @epid: its number in the consumer, from 1
 */
struct dt_ecb {
	struct dt_ecb		*next;
	struct dt_ccpu		**cpus;
	struct dt_consumer	*consumer;
	const struct dt_plan	*plan;
	u32			count_id;
	u32			epid;
	bool			linked;
	struct dtrace_probe	*probe;
};

/* First ECB of a probe. Context: probe context, or the registry lock. */
static inline struct dt_ecb *dt_ecb_first(const struct dtrace_probe *probe)
{
	/* Pairs with the release store in dt_ecb_create(): an ECB that is seen is complete. */
	return smp_load_acquire(&probe->ecbs);
}

static inline struct dt_ecb *dt_ecb_next(const struct dt_ecb *ecb)
{
	/* As in dt_ecb_first() */
	return smp_load_acquire(&ecb->next);
}

/* ---- plan.c: process context, consumer lock ---- */
int dt_plan_create(struct dt_consumer *c, struct dt_clause *clause, struct dt_plan **out,
		   struct dt_msg *msg);
void dt_plan_free(struct dt_plan *plan);

/* ---- rec_layout.c: sizes and offsets by the options; process context, before GO ---- */
int dt_plan_layout(struct dt_consumer *c, struct dt_plan *plan);
u32 dt_datum_align(u32 size);

/* ---- action.c ---- */
#define DT_ACTION_DIFO		0x1	/* needs an argument */
#define DT_ACTION_DESTRUCTIVE	0x2	/* needs the option destructive */
#define DT_ACTION_KEY		0x4	/* may be a key of an aggregation */
#define DT_ACTION_KERNEL	0x8	/* faults without DT_RIGHT_KERNEL */
#define DT_ACTION_STRING	0x10	/* takes an argument of any type, not just a number */

enum dt_datum_size {
	DT_DATUM_NONE,		/* not in the record */
	DT_DATUM_TYPE,		/* as the type of the argument says, none if that is void */
	DT_DATUM_OPTIONAL,	/* the same, an empty datum if there is no argument */
	DT_DATUM_4, DT_DATUM_8, DT_DATUM_16,
	DT_DATUM_ARG,		/* the action's arg in bytes */
	DT_DATUM_FRAMES,
	DT_DATUM_UFRAMES,
	DT_DATUM_JFRAMES,
};

struct dt_action_row {
	dt_act_fn	run;	/* NULL: this engine has no such action */
	u8		datum;	/* enum dt_datum_size */
	u8		flags;	/* DT_ACTION_* */
};

const struct dt_action_row *dt_action_row(u32 kind);
/* The low bytes of @v; @size 1, 2, 4 or 8, @dst aligned to it */
static inline void dt_store_number(u8 *dst, u32 size, u64 v)
{
	if (size == sizeof(u64))
		*(u64 *)dst = v;
	else if (size == sizeof(u32))
		*(u32 *)dst = v;
	else if (size == sizeof(u16))
		*(u16 *)dst = v;
	else
		*dst = v;
}

/* How to carry out @act for a consumer with these rights */
void dt_action_bind(struct dt_act *act, u32 rights);
/* The same, now that its size is known */
void dt_action_laid_out(struct dt_act *act);

/* ---- ecb.c: process context, registry lock ---- */
int dt_ecb_create(struct dt_consumer *c, const struct dt_plan *plan, struct dtrace_probe *probe);
/* Take every ECB off a probe that goes away; dt_provider_settle() follows */
void dt_ecb_cut_probe(struct dtrace_probe *probe);
/* Take every ECB of a consumer off its probe; dt_provider_settle() follows */
void dt_ecb_unlink_consumer(struct dt_consumer *c);

/* The same for the last time, and let the probes go; the ECBs may be freed after dt_host_sync() */
void dt_ecb_cut_consumer(struct dt_consumer *c);

/* ---- enabling.c ---- */

/**
 * struct dt_enable_result - what a program came to
 * @nmatched: (clause, probe) pairs
 * @nfailed: those whose provider refused to enable the probe
 * @nrefused: descriptions that match probes, none of which could be enabled
 */
struct dt_enable_result {
	u32 nmatched, nfailed, nrefused;
};

int dt_enable(struct dt_consumer *c, const struct dt_program *prog, struct dt_enable_result *res,
	      struct dt_msg *msg);

/*
 * The clauses of a consumer on probes that came into being since, as with a module that was loaded
 * later; as far as nobody holds the registry now. Context: process, consumer lock.
 */
void dt_enable_new(struct dt_consumer *c);

/* ---- fire.c ---- */
struct dt_own_firing {
	struct dt_consumer	*consumer;
	struct dtrace_probe	*probe;
	const struct dtrace_firing *firing;	/* NULL: without arguments */
	u32			activity;	/* the consumer has to be in */
	unsigned long		irq_flags;	/* from before interrupts were off */
};

/* Run @fn as if it were a firing: none interrupts it. Context: this CPU, interrupts off. */
void dt_fire_exclude(void (*fn)(void *arg), void *arg);
int dt_fire_init(void);
void dt_fire_exit(void);
/* Fire a probe for one consumer, as BEGIN and END are. Context: this CPU, interrupts off. */
void dt_fire_own(const struct dt_own_firing *own);

/* ---- present.c ---- */
/* Tell a consumer that begins of what is there. Context: process, consumer lock. */
void dt_present(struct dt_consumer *c);

/* ---- prov_dtrace.c ---- */
extern struct dtrace_probe *dt_probe_begin, *dt_probe_end, *dt_probe_error;
int dt_prov_dtrace_init(void);
void dt_prov_dtrace_exit(void);

#endif /* _DTRACE_LIB_ECB_H */
