// SPDX-License-Identifier: GPL-2.0
/*
 * The actions: what each kind does in probe context, one function a kind, and the table of them.
 *
 * An action that records writes its datum completely, whatever happened in the buffer before. A
 * fault is left in the machine state; the caller drops the record.
 */
#include "dif_short.h"
#include "ecb.h"
#include "mem.h"
#include "spec.h"

#define CHILL_INTERVAL	1000000000ULL	/* of ns in which a CPU may be held up by chill() ... */
#define CHILL_MOST	500000000ULL	/* ... for so long */
#define NSIG_END	65

/* The argument; 0 and a fault in @m when it fails */
static u64 argument(const struct dt_act *act, struct dt_mstate *m)
{
	return dt_dif_eval(act->difo, m);
}

/* A fault that no DIF instruction made */
static void fault_outside(struct dt_mstate *m, enum dtrace_fault fault, u64 addr)
{
	dt_fault(m, fault, addr);
	m->fault_pc = U32_MAX;
}

static void zero(u8 *dst, size_t n)
{
	if (n)
		memset(dst, 0, n);
}

static void act_number(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	dt_store_number(dst, act->size, argument(act, m));
}

static void act_void(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	(void)dst;
	if (act->difo)
		argument(act, m);
}

/* What follows the NUL is what was there before: in the same buffer, or one that was cleared. */
static void act_string(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	u64 addr = argument(act, m);

	if (m->fault)
		return;
	dt_copy_text(m, dst, addr, act->size);
	if (m->fault)
		m->fault_pc = U32_MAX;
}

/* print() shows all bytes. */
static void act_padded_string(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	u64 addr = argument(act, m);

	if (m->fault)
		return;
	dt_copy_string(m, dst, addr, act->size);
	if (m->fault)
		m->fault_pc = U32_MAX;
}

/*
 * A built-in string, from where the engine or the host has it: the copy needs no right and cannot
 * fail.
 */
static void act_name(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	const char *s = act->name(m);
	u32 i, max = act->size - 1;

	for (i = 0; i < max && s[i]; i++)
		dst[i] = s[i];
	do
		dst[i++] = 0;
	while (i <= max && i % sizeof(u64));
}

/* execname in two words, if the field has room for them */
static void act_execname(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	const char *s = dt_host_execname();
	u64 *words = (u64 *)dst, first, second, nul;

	(void)act;
	(void)m;
	static_assert(DT_HOST_EXECNAME == 2 * sizeof(u64));
	memcpy(&first, s, sizeof(first));
	memcpy(&second, s + sizeof(first), sizeof(second));
	second &= U64_MAX >> 8;		/* whatever the name is changing to */
	nul = dt_first_nul(first);
	words[0] = nul ? dt_before_nul(first, nul) : first;
	words[1] = nul ? 0 : dt_before_nul(second, dt_first_nul(second));
}

static void act_bytes(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	u64 addr = argument(act, m);

	if (m->fault)
		return;
	if (act->type.flags & DTRACE_DIF_TF_BYUREF)
		dt_copy_user(m, dst, addr, act->size);
	else
		dt_copy_in(m, dst, addr, act->size);
	if (m->fault)
		m->fault_pc = U32_MAX;
}

/* Length of a tracemem(): what the action before it recorded, if that is its length */
static u32 tracemem_length(const struct dt_act *act, const u8 *dst)
{
	const struct dt_act *prev = act->prev;
	s32 len;

	if (!prev || prev->kind != DTRACE_ACT_TRACEMEM_LEN)
		return act->size;
	memcpy(&len, dst - act->offset + prev->offset, sizeof(len));
	return len < 0 ? 0 : min_t(u32, len, act->size);
}

static void act_tracemem(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	u64 addr = argument(act, m);
	u32 len;

	if (m->fault)
		return;
	len = tracemem_length(act, dst);
	if (dt_copy_in(m, dst, addr, len))
		m->fault_pc = U32_MAX;
	zero(dst + len, act->size - len);
}

static void act_exit(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	struct dt_ccpu *cc = m->consumer->cpu[m->cpu];
	u64 status = argument(act, m);

	if (m->fault)
		return;
	dt_store_number(dst, 4, status);
	if (dt_consumer_exit(m->consumer))
		return;
	/* Another exit() was first: tracing had ended already when this clause started. */
	m->flags |= DT_MSTATE_DROP;
	WRITE_ONCE(cc->firings, cc->firings - 1);
}

/* Not called: the evaluation of the clause needs the argument. */
static void act_speculate(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	(void)act;
	(void)m;
	(void)dst;
}

static void act_commit(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	struct dt_consumer *c = m->consumer;
	u64 id = argument(act, m);

	(void)dst;
	if (!m->fault && !dt_spec_commit(c, c->cpu[m->cpu], id, m->timestamp))
		fault_outside(m, DTRACE_FAULT_ILLOP, 0);
}

static void act_discard(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	struct dt_consumer *c = m->consumer;
	u64 id = argument(act, m);

	(void)dst;
	if (!m->fault && !dt_spec_discard(c, c->cpu[m->cpu], id))
		fault_outside(m, DTRACE_FAULT_ILLOP, 0);
}

static void act_printa(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	(void)m;
	dt_store_number(dst, 4, act->arg);
}

static void act_stack(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	u32 n = dt_host_stack(m->firing, (u64 *)dst, act->count);

	zero(dst + 8 * n, act->size - 8 * n);
}

static void act_ustack(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	u64 *words = (u64 *)dst;
	u32 n;

	words[0] = dt_host_pid();
	n = dt_host_ustack(m->firing, words + 1, act->count);
	zero(dst + 8 + 8 * n, act->size - 8 - 8 * n);
}

static void act_user_address(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	u64 *words = (u64 *)dst;

	words[1] = argument(act, m);
	words[0] = dt_host_pid();
}

static void count_signal(struct dt_mstate *m, bool sent)
{
	if (!sent)
		m->consumer->cpu[m->cpu]->signals_lost++;
}

static void act_stop(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	(void)act;
	(void)dst;
	if (dt_host_destructive_allowed())
		count_signal(m, dt_host_stop());
}

static void act_raise(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	u64 sig = argument(act, m);

	(void)dst;
	if (m->fault)
		return;
	if (sig >= NSIG_END)
		fault_outside(m, DTRACE_FAULT_ILLOP, 0);
	else if (sig && dt_host_destructive_allowed())
		count_signal(m, dt_host_raise(sig));
}

static void act_breakpoint(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	(void)act;
	(void)m;
	(void)dst;
	if (dt_host_destructive_allowed())
		dt_host_breakpoint();
}

static void act_panic(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	(void)act;
	(void)dst;
	if (dt_host_destructive_allowed())
		dt_host_panic(m->names->name);
}

/* May this CPU be held up for @ns more? Takes them off the allowance of the current interval. */
static bool chill_allowed(struct dt_ccpu *cc, u64 now, u64 ns)
{
	if (now - cc->chill_mark > CHILL_INTERVAL || !cc->chill_mark) {
		cc->chill_mark = now;
		cc->chill_spent = 0;
	}
	if (ns > CHILL_MOST || cc->chill_spent + ns > CHILL_MOST)
		return false;
	cc->chill_spent += ns;
	return true;
}

/* Ends even when the clock stands still. */
static void spin(u64 start, u64 ns)
{
	u64 left;

	for (left = ns; left && dt_host_clock() - start < ns; left--)
		barrier();
}

static void act_chill(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	u64 ns = argument(act, m);
	u64 now = dt_host_clock();

	(void)dst;
	if (m->fault)
		return;
	if (!chill_allowed(m->consumer->cpu[m->cpu], now, ns)) {
		fault_outside(m, DTRACE_FAULT_ILLOP, 0);
		return;
	}
	if (dt_host_destructive_allowed())
		spin(now, ns);
	m->timestamp = dt_host_clock();
	m->present &= ~DT_CACHED_WALLTIMESTAMP;
}

static void deny_kernel(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	zero(dst, act->size);
	fault_outside(m, DTRACE_FAULT_KPRIV, 0);
}

static void deny_user(const struct dt_act *act, struct dt_mstate *m, u8 *dst)
{
	zero(dst, act->size);
	fault_outside(m, DTRACE_FAULT_UPRIV, 0);
}

#define KEY	DT_ACTION_KEY
#define DIFO	DT_ACTION_DIFO
#define STRING	DT_ACTION_STRING
#define DESTR	DT_ACTION_DESTRUCTIVE
#define KERNEL	DT_ACTION_KERNEL

/* act_void stands for all that record a value of any type: dt_action_bind() chooses by the type. */
static const struct dt_action_row action_rows[DTRACE_ACT_MAX] = {
	[DTRACE_ACT_DIFEXPR]	  = { act_void,		DT_DATUM_TYPE,	   DIFO | STRING | KEY },
	[DTRACE_ACT_EXIT]	  = { act_exit,		DT_DATUM_4,	   DIFO },
	[DTRACE_ACT_PRINTF]	  = { act_void,		DT_DATUM_OPTIONAL, STRING },
	[DTRACE_ACT_PRINTA]	  = { act_printa,	DT_DATUM_4,	   0 },
	[DTRACE_ACT_PRINT]	  = { act_void,		DT_DATUM_TYPE,	   DIFO | STRING },
	[DTRACE_ACT_TRACEMEM]	  = { act_tracemem,	DT_DATUM_ARG,	   DIFO | STRING },
	[DTRACE_ACT_TRACEMEM_LEN] = { act_number,	DT_DATUM_4,	   DIFO },
	[DTRACE_ACT_LIBACT]	  = { act_void,		DT_DATUM_OPTIONAL, STRING },
	[DTRACE_ACT_SYSTEM]	  = { act_void,		DT_DATUM_OPTIONAL, STRING | DESTR },
	[DTRACE_ACT_FREOPEN]	  = { act_void,		DT_DATUM_OPTIONAL, STRING | DESTR },
	[DTRACE_ACT_STACK]	  = { act_stack,		DT_DATUM_FRAMES,   KERNEL | KEY },
	[DTRACE_ACT_USTACK]	  = { act_ustack,	DT_DATUM_UFRAMES,  KEY },
	[DTRACE_ACT_JSTACK]	  = { act_ustack,	DT_DATUM_JFRAMES,  KEY },
	[DTRACE_ACT_SYM]	  = { act_number,	DT_DATUM_8,	   DIFO | KERNEL | KEY },
	[DTRACE_ACT_MOD]	  = { act_number,	DT_DATUM_8,	   DIFO | KERNEL | KEY },
	[DTRACE_ACT_USYM]	  = { act_user_address,	DT_DATUM_16,	   DIFO | KEY },
	[DTRACE_ACT_UMOD]	  = { act_user_address,	DT_DATUM_16,	   DIFO | KEY },
	[DTRACE_ACT_UADDR]	  = { act_user_address,	DT_DATUM_16,	   DIFO | KEY },
	[DTRACE_ACT_SPECULATE]	  = { act_speculate,	DT_DATUM_NONE,	   DIFO },
	[DTRACE_ACT_COMMIT]	  = { act_commit,	DT_DATUM_NONE,	   DIFO },
	[DTRACE_ACT_DISCARD]	  = { act_discard,	DT_DATUM_NONE,	   DIFO },
	[DTRACE_ACT_STOP]	  = { act_stop,		DT_DATUM_NONE,	   DESTR },
	[DTRACE_ACT_RAISE]	  = { act_raise,		DT_DATUM_NONE,	   DIFO | DESTR },
	[DTRACE_ACT_BREAKPOINT]	  = { act_breakpoint,	DT_DATUM_NONE,	   DESTR },
	[DTRACE_ACT_PANIC]	  = { act_panic,		DT_DATUM_NONE,	   DESTR },
	[DTRACE_ACT_CHILL]	  = { act_chill,		DT_DATUM_NONE,	   DIFO | DESTR },
};

const struct dt_action_row *dt_action_row(u32 kind)
{
	return kind < DTRACE_ACT_MAX && action_rows[kind].run ? &action_rows[kind] : NULL;
}

/* The function that records a string */
static dt_act_fn run_string(struct dt_act *act)
{
	const struct dt_short *s = &act->difo->brief;

	if (act->kind == DTRACE_ACT_PRINT)
		return act_padded_string;
	act->name = s->load && !s->chooses ? dt_builtin_name(s->var) : NULL;
	return act->name ? act_name : act_string;
}

/* The function that records a value of the type of the argument */
static dt_act_fn run_by_type(struct dt_act *act)
{
	if (!act->difo)
		return act_void;
	if (act->type.kind == DTRACE_DIF_KIND_STRING)
		return run_string(act);
	if (act->type.flags & (DTRACE_DIF_TF_BYREF | DTRACE_DIF_TF_BYUREF))
		return act_bytes;
	return act->type.size ? act_number : act_void;
}

static dt_act_fn denied(u32 kind, u32 flags, u32 rights)
{
	bool kernel = kind == DTRACE_ACT_BREAKPOINT || kind == DTRACE_ACT_PANIC ||
		      kind == DTRACE_ACT_CHILL;

	if ((flags & DT_ACTION_KERNEL) && !(rights & DT_RIGHT_KERNEL))
		return deny_kernel;
	if (!(flags & DT_ACTION_DESTRUCTIVE))
		return NULL;
	if (kernel)
		return rights & DT_RIGHT_KDESTRUCTIVE ? NULL : deny_kernel;
	return rights & DT_RIGHT_DESTRUCTIVE ? NULL : deny_user;
}

void dt_action_bind(struct dt_act *act, u32 rights)
{
	const struct dt_action_row *row = dt_action_row(act->kind);

	act->run = denied(act->kind, row->flags, rights);
	if (!act->run)
		act->run = row->run == act_void ? run_by_type(act) : row->run;
	act->how = act->run == act_number ? DT_HOW_VALUE : DT_HOW_RUN;
}

void dt_action_laid_out(struct dt_act *act)
{
	if (act->run == act_name && act->difo->brief.var == DTRACE_DIF_VAR_EXECNAME &&
	    act->size >= DT_HOST_EXECNAME && act->size % sizeof(u64) == 0)
		act->run = act_execname;
}
