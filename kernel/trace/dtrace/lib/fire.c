// SPDX-License-Identifier: GPL-2.0
/*
 * A firing: gate, ECBs in order, predicate, actions, record.
 *
 * The gate is a per-CPU word that is set while this CPU is in probe context. A second firing on
 * the same CPU - the engine called something that is traced, an NMI came - finds it set and is
 * refused and counted for every consumer that would have seen it. Only ERROR fires inside a
 * firing, and does not pass the gate.
 *
 * Each evaluation of an ECB of a tracing consumer ends in one of these ways:
 *
 *	predicate false		nothing
 *	record			committed as the last step
 *	no data			the clause records nothing
 *	error			counted, ERROR fires, no record
 *	drop			counted by its reason, no record
 *
 * The predicate runs before there is room for a record, and with scratch memory of its own, so
 * a full buffer costs nothing where the predicate is false. Scratch memory, clause-local
 * variables and the time are those of the firing, for each consumer: its clauses share them.
 */
#include "agg.h"
#include "dif_short.h"
#include "mem.h"
#include "spec.h"

#define DEADMAN_EVERY	64	/* evaluations between two looks at the clock; a power of two */

/* One CPU's gate, on a cache line of its own */
struct dt_gate {
	u32	depth;
	u32	pad;
	u64	seq;		/* number of firings let in */
	u64	pad2[6];
};

static_assert(sizeof(struct dt_gate) == 64);

static struct dt_gate *gates;

/* What stays the same for all ECBs of a firing */
struct fire_ctx {
	const struct dtrace_probe	*probe;
	const struct dtrace_firing	*firing;
	u64				seq;
	unsigned long			irq_flags;
	u64				entered;	/* 0: CPU times are not kept */
};

/* ---- machine state ---- */

static void mstate_begin(struct dt_mstate *m, const struct fire_ctx *f)
{
	m->firing = f->firing;
	m->getarg = f->probe->getarg;
	m->getarg_parg = f->probe->parg;
	m->names = &f->probe->names;
	m->probe_id = f->probe->id;
	m->present = 0;
	m->scratch_used = 0;
	m->entered = f->entered;
	m->timestamp = 0;
	m->strtok = 0;
	m->strtok_left = 0;
	m->irq_flags = f->irq_flags;
}

/* The machine state of this firing for the consumer of @cc; begun at its first clause. */
static struct dt_mstate *mstate_get(struct dt_ccpu *cc, const struct fire_ctx *f)
{
	if (cc->seq != f->seq) {
		cc->seq = f->seq;
		mstate_begin(&cc->m, f);
		cc->m.generation = ++cc->generation;
	}
	return &cc->m;
}

static void mstate_begin_ecb(struct dt_mstate *m, const struct dt_ecb *ecb)
{
	m->epid = ecb->epid;
	m->fault = 0;
	m->fault_addr = 0;
	m->fault_pc = U32_MAX;
	m->flags = ecb->consumer->mstate_flags;
	if (ecb->plan->timed && !m->timestamp)
		m->timestamp = dt_host_clock();
}

static bool mstate_ended(const struct dt_mstate *m)
{
	return m->fault || (m->flags & DT_MSTATE_DROP);
}

/* ---- errors ---- */

static void ecb_eval(const struct dt_ecb *ecb, struct dt_ccpu *cc, struct dt_mstate *m);

static void error_args(u64 *args, const struct dt_ccpu *cc, const struct dt_mstate *m)
{
	args[0] = 0;
	args[1] = m->epid;
	args[2] = cc->fail_action;
	args[3] = U64_MAX;
	if (m->fault_pc != U32_MAX)
		args[3] = (u64)m->fault_pc * sizeof(struct dtrace_dif_insn);
	args[4] = m->fault - 1;
	args[5] = m->consumer->rights & DT_RIGHT_KERNEL ? m->fault_addr : 0;
}

/* ERROR for the consumer of @cc, inside the firing that failed */
static noinline void fire_error(struct dt_ccpu *cc, const struct dt_mstate *m)
{
	struct dt_consumer *c = m->consumer;
	struct dtrace_firing firing = *m->firing;
	struct fire_ctx f = { dt_probe_error, &firing, 0, m->irq_flags, m->entered };
	const struct dt_ecb *ecb;
	u64 args[6];

	error_args(args, cc, m);
	firing.args = args;
	firing.nargs = ARRAY_SIZE(args);
	mstate_begin(&cc->m_error, &f);
	cc->m_error.generation = m->generation;
	cc->m_error.timestamp = m->timestamp;
	for (ecb = dt_ecb_first(dt_probe_error); ecb; ecb = dt_ecb_next(ecb)) {
		/* exit() in one ERROR clause does not keep the next from reporting the error */
		if (ecb->consumer != c || READ_ONCE(c->activity) == DTRACE_ACTIVITY_KILLED)
			continue;
		dt_count(&cc->firings);
		ecb_eval(ecb, cc, &cc->m_error);
	}
}

static noinline void ecb_failed(struct dt_ccpu *cc, struct dt_mstate *m)
{
	if (m->flags & DT_MSTATE_DROP)
		return;
	dt_count(&cc->errors);
	if (m == &cc->m_error)
		dt_count(&cc->dblerrors);
	else
		fire_error(cc, m);
}

/* ---- one ECB ---- */

/* Carry out actions from @act up to @end. Return: whether all of them succeeded. */
static bool run_some(const struct dt_act *act, const struct dt_act *end, struct dt_ccpu *cc,
		     struct dt_mstate *m, u8 *rec)
{
	for (; act < end; act++) {
		cc->fail_action = act->index;
		if (act->how == DT_HOW_VALUE)
			dt_store_number(rec + act->offset, act->size, dt_dif_eval(act->difo, m));
		else if (act->how == DT_HOW_AGG)
			dt_agg_update(act->agg, cc, m);
		else
			act->run(act, m, rec + act->offset);
		if (unlikely(mstate_ended(m)))
			return false;
	}
	return true;
}

static bool run_actions(const struct dt_plan *plan, struct dt_ccpu *cc, struct dt_mstate *m,
			u8 *rec)
{
	return run_some(plan->acts, plan->acts + plan->nacts, cc, m, rec);
}

static bool predicate_holds(const struct dt_plan *plan, struct dt_ccpu *cc, struct dt_mstate *m)
{
	cc->fail_action = 0;
	return !plan->predicate || dt_dif_eval(plan->predicate, m);
}

static void record_begin(const struct dt_ecb *ecb, u8 *rec)
{
	const struct dt_plan *plan = ecb->plan;
	struct dtrace_rec_hdr *hdr;
	u32 i;

	for (i = 0; i < plan->npads; i++)
		*(u64 *)(rec + plan->pads[i]) = 0;
	hdr = (struct dtrace_rec_hdr *)rec;
	hdr->epid = ecb->epid;
	hdr->size = plan->size;
}

/* The header's time is taken last, as chill() moves it. */
static void record_end(u8 *rec, const struct dt_mstate *m, struct dt_buf *buf)
{
	struct dtrace_rec_hdr *hdr = (struct dtrace_rec_hdr *)rec;

	hdr->timestamp = m->timestamp;
	dt_buf_commit(buf, hdr->size);
}

/* A clause that records; without room it is dropped. Return: false: it failed. */
static bool eval_record(const struct dt_ecb *ecb, struct dt_ccpu *cc, struct dt_mstate *m)
{
	struct dt_buf *buf = READ_ONCE(cc->principal);
	u8 *rec = buf ? dt_buf_reserve(buf, ecb->consumer->policy, ecb->plan->size) : NULL;

	if (unlikely(!rec)) {
		if (!buf || !buf->full)
			dt_count(&cc->drops);
		return true;
	}
	record_begin(ecb, rec);
	if (!run_actions(ecb->plan, cc, m, rec))
		return false;
	record_end(rec, m, buf);
	return true;
}

/* The buffer that the argument of speculate() names, NULL: the clause is given up */
static struct dt_buf *speculation(const struct dt_act *act, struct dt_ccpu *cc, struct dt_mstate *m)
{
	u64 id;

	cc->fail_action = act->index;
	id = dt_dif_eval(act->difo, m);
	return mstate_ended(m) ? NULL : dt_spec_use(m->consumer, cc, id);
}

/* A clause with speculate(): the record goes to the buffer of the speculation. */
static noinline bool eval_speculation(const struct dt_ecb *ecb, struct dt_ccpu *cc,
				      struct dt_mstate *m)
{
	const struct dt_plan *plan = ecb->plan;
	const struct dt_act *act = plan->speculate;
	struct dt_buf *buf;
	u8 *rec;

	if (!run_some(plan->acts, act, cc, m, (u8 *)cc->keys))
		return false;
	buf = speculation(act, cc, m);
	if (!buf)
		return !m->fault;
	rec = dt_buf_reserve(buf, DTRACE_BUFPOLICY_SWITCH, plan->size);
	if (!rec) {
		dt_count(&cc->spec_drops);
		return true;
	}
	record_begin(ecb, rec);
	if (!run_some(act + 1, plan->acts + plan->nacts, cc, m, rec))
		return false;
	record_end(rec, m, buf);
	return true;
}

static void ecb_eval(const struct dt_ecb *ecb, struct dt_ccpu *cc, struct dt_mstate *m)
{
	bool ok;

	mstate_begin_ecb(m, ecb);
	if (!predicate_holds(ecb->plan, cc, m))
		ok = !mstate_ended(m);
	else if (unlikely(ecb->plan->speculate))
		ok = eval_speculation(ecb, cc, m);
	else if (ecb->plan->size)
		ok = eval_record(ecb, cc, m);
	else
		ok = run_actions(ecb->plan, cc, m, (u8 *)cc->keys);
	dt_mem_end(m);
	if (unlikely(!ok))
		ecb_failed(cc, m);
}

/* ---- firings of all consumers ---- */

/* The consumer's CPU if its clauses may run on it now, else NULL */
static struct dt_ccpu *ecb_cpu(const struct dt_ecb *ecb, unsigned int cpu)
{
	struct dt_ccpu *cc;

	/* Pairs with the moves in state.c: an active consumer has everything that GO made. */
	if (smp_load_acquire(&ecb->consumer->activity) != DTRACE_ACTIVITY_ACTIVE)
		return NULL;
	cc = ecb->cpus[cpu];
	return cc && READ_ONCE(cc->live) ? cc : NULL;
}

/* What others do is never looked at, so nothing of it shows, not even a count. */
static bool may_see(const struct dt_consumer *c, const struct dtrace_firing *firing)
{
	return likely(!c->own_only) || dt_host_owns(&c->owner, firing);
}

static void ecb_fire(const struct dt_ecb *ecb, struct dt_ccpu *cc, const struct fire_ctx *f)
{
	if (unlikely(cc->firings % DEADMAN_EVERY == DEADMAN_EVERY - 1) &&
	    dt_consumer_deadman(ecb->consumer, dt_host_clock()))
		return;
	dt_count(&cc->firings);
	if (ecb->count_id && dt_agg_count_again(ecb->count_id, cc))
		return;
	ecb_eval(ecb, cc, mstate_get(cc, f));
}

static void fire_all(const struct fire_ctx *f, unsigned int cpu)
{
	const struct dt_ecb *ecb;
	struct dt_ccpu *cc;

	for (ecb = dt_ecb_first(f->probe); ecb; ecb = dt_ecb_next(ecb)) {
		cc = ecb_cpu(ecb, cpu);
		if (cc && may_see(ecb->consumer, f->firing))
			ecb_fire(ecb, cc, f);
	}
}

/*
 * Count a refused firing, once for each consumer. Both counters have one writer at a time:
 * firings outside NMI context do not interrupt each other inside the gate, and NMIs do not
 * nest.
 */
static noinline void refuse(const struct dtrace_probe *probe, unsigned int cpu)
{
	const struct dt_ecb *ecb;
	const struct dt_consumer *last = NULL;
	bool nmi = dt_host_in_nmi();

	for (ecb = dt_ecb_first(probe); ecb; ecb = dt_ecb_next(ecb)) {
		struct dt_ccpu *cc = ecb_cpu(ecb, cpu);

		if (!cc || ecb->consumer == last || ecb->consumer->own_only)
			continue;
		last = ecb->consumer;
		if (nmi)
			dt_count(&cc->skips_nmi);
		else
			dt_count(&cc->skips_recursion);
	}
}

static bool gate_enter(struct dt_gate *gate)
{
	if (unlikely(READ_ONCE(gate->depth)))
		return false;
	WRITE_ONCE(gate->depth, 1);
	barrier();
	return true;
}

static void gate_leave(struct dt_gate *gate)
{
	barrier();
	WRITE_ONCE(gate->depth, 0);
}

/* Return: when the firing began, 0: CPU times are not kept. */
static __always_inline u64 vtime_enter(void)
{
	return dt_host_vtime_kept() ? dt_host_clock() : 0;
}

static __always_inline void vtime_leave(u64 entered)
{
	if (unlikely(entered))
		dt_host_vtime_skip(entered);
}

/*
 * The most frequent firing by far: one clause, which counts and counted before in this half of the
 * buffer. That it did shows that this CPU was let in. Return: false: not such a firing.
 */
static __always_inline bool count_again(const struct dt_ecb *ecb, unsigned int cpu)
{
	struct dt_ccpu *cc;

	/* As in ecb_cpu() */
	if (smp_load_acquire(&ecb->consumer->activity) != DTRACE_ACTIVITY_ACTIVE)
		return false;
	cc = ecb->cpus[cpu];
	if (unlikely(!cc) || unlikely(!((cc->firings + 1) % DEADMAN_EVERY)) ||
	    !dt_agg_count_again(ecb->count_id, cc))
		return false;
	dt_count(&cc->firings);
	return true;
}

/* Return: false: not such a firing, or refused; nothing was done then. */
static __always_inline bool fire_counter(const struct dtrace_probe *probe)
{
	/* Pairs with update_counter() in ecb.c */
	const struct dt_ecb *ecb = smp_load_acquire(&probe->counter);
	struct dt_gate *gate;
	unsigned long flags;
	unsigned int cpu;
	bool done = false;

	if (!ecb)
		return false;
	flags = dt_host_irq_save();
	cpu = dt_host_cpu();
	gate = &gates[cpu];
	if (gate_enter(gate)) {
		done = count_again(ecb, cpu);
		gate_leave(gate);
	}
	dt_host_irq_restore(flags);
	return done;
}

static noinline void fire_any(struct dtrace_probe *probe, const struct dtrace_firing *firing)
{
	struct dt_gate *gate;
	unsigned long flags;
	unsigned int cpu;

	if (!READ_ONCE(probe->ecbs))
		return;
	flags = dt_host_irq_save();
	cpu = dt_host_cpu();
	gate = &gates[cpu];
	if (gate_enter(gate)) {
		struct fire_ctx f = { probe, firing, ++gate->seq, flags, vtime_enter() };

		fire_all(&f, cpu);
		vtime_leave(f.entered);
		gate_leave(gate);
	} else {
		refuse(probe, cpu);
	}
	dt_host_irq_restore(flags);
}

static noinline void fire_regs(struct dtrace_probe *probe, struct pt_regs *regs)
{
	struct dtrace_firing firing = { .regs = regs };

	fire_any(probe, &firing);
}

/*
 * What is not frequent is a tail call, so that the frequent firing has no registers to save. While
 * CPU times are kept, no firing is frequent: each has to be taken out of them.
 */
notrace void dtrace_probe_fire(struct dtrace_probe *probe, const struct dtrace_firing *firing)
{
	if (dt_host_vtime_kept() || !fire_counter(probe))
		fire_any(probe, firing);
}

notrace void dtrace_probe_fire_regs(struct dtrace_probe *probe, struct pt_regs *regs)
{
	if (dt_host_vtime_kept() || !fire_counter(probe))
		fire_regs(probe, regs);
}

/* An NMI may add in between. */
static void add_missed(struct dt_ccpu *cc, u64 n)
{
	u64 old = READ_ONCE(cc->missed), seen;

	while ((seen = cmpxchg(&cc->missed, old, old + n)) != old)
		old = seen;
}

notrace void dtrace_probe_missed(struct dtrace_probe *probe, __u64 n)
{
	unsigned long flags = dt_host_irq_save();
	const struct dt_consumer *last = NULL;
	const struct dt_ecb *ecb;

	for (ecb = dt_ecb_first(probe); ecb; ecb = dt_ecb_next(ecb)) {
		struct dt_ccpu *cc = ecb_cpu(ecb, dt_host_cpu());

		if (cc && ecb->consumer != last)
			add_missed(cc, n);
		if (cc)
			last = ecb->consumer;
	}
	dt_host_irq_restore(flags);
}

/* ---- firings of one consumer ---- */

static void fire_own(const struct dt_own_firing *own, struct dt_ccpu *cc, const struct fire_ctx *f)
{
	const struct dt_ecb *ecb;

	for (ecb = dt_ecb_first(own->probe); ecb; ecb = dt_ecb_next(ecb)) {
		if (ecb->consumer != own->consumer ||
		    READ_ONCE(own->consumer->activity) != own->activity ||
		    !may_see(own->consumer, f->firing))
			continue;
		dt_count(&cc->firings);
		ecb_eval(ecb, cc, mstate_get(cc, f));
	}
}

void dt_fire_own(const struct dt_own_firing *own)
{
	static const u64 no_args[1];
	/* In this frame, where the stack of the firing begins */
	const struct dtrace_firing firing = own->firing ? *own->firing :
					    (struct dtrace_firing){ .args = no_args };
	unsigned int cpu = dt_host_cpu();
	struct dt_gate *gate = &gates[cpu];
	struct fire_ctx f = { own->probe, &firing, 0, own->irq_flags, 0 };
	struct dt_ccpu *cc = own->consumer->cpu[cpu];

	if (WARN_ON_ONCE(!cc) || !gate_enter(gate))
		return;
	f.seq = ++gate->seq;
	f.entered = vtime_enter();
	fire_own(own, cc, &f);
	vtime_leave(f.entered);
	gate_leave(gate);
}

void dt_fire_exclude(void (*fn)(void *arg), void *arg)
{
	struct dt_gate *gate = &gates[dt_host_cpu()];

	if (WARN_ON_ONCE(!gate_enter(gate)))
		return;
	fn(arg);
	gate_leave(gate);
}

int dt_fire_init(void)
{
	gates = dt_host_zalloc(dt_host_ncpus() * sizeof(*gates));
	return gates ? 0 : -ENOMEM;
}

void dt_fire_exit(void)
{
	dt_host_free(gates);
	gates = NULL;
}
