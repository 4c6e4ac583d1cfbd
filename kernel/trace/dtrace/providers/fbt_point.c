// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoints of provider fbt: where a function returns, for those who want to know exactly, and
 * both sides of functions that ftrace does not reach.
 *
 * A breakpoint stands at each place where the function is left. When a probe that the return hook
 * serves becomes exact, calls are under way whose return address is replaced:
 *
 *	breakpoints are there		they tell every return, and mark a call of the return hook
 *					as told
 *	nothing is hooked any more	the return hook tells the calls that it has and that are
 *					not marked: they left before the breakpoints were there
 *
 * so each return is told once. The other way round there is no such order, so a probe stays exact
 * until it is disabled.
 *
 * Locking: everything but firings runs under the registry lock.
 */
#include <linux/dtrace.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include <asm/dtrace_point.h>
#include <asm/insn.h>

#include "providers/fbt.h"

struct fbt_points;

/**
 * struct fbt_point - a breakpoint
 * @point: at the instruction
 * @of: whose
 */
struct fbt_point {
	struct dtrace_point	point;
	struct fbt_points	*of;
};

/**
 * struct fbt_points - the breakpoints of a probe
 * @func: its function
 * @next: those of the other side
 * @side: which this is
 * @probe: what they fire, NULL: they are to go; read by firings
 * @text: of the function
 * @change: in the list of those that are to be armed or to go
 * @rcu: the return hook may still look
 * @armed: since fbt_points_arm()
 * @late: the return hook may have calls under way
 * @n: number of @point
 * @point: breakpoints
 */
struct fbt_points {
	struct fbt_func		*func;
	struct fbt_points	*next;
	enum fbt_side		side;
	struct dtrace_probe	*probe;
	struct fbt_text		text;
	struct list_head	change;
	struct rcu_head		rcu;
	bool			armed;
	bool			late;
	unsigned int		n;
	struct fbt_point	point[] __counted_by(n);
};

static LIST_HEAD(changes);
static enum dtrace_point_refusal refused;	/* why fbt_points_enable() failed last */
static struct fbt_exit *found;		/* FBT_EXITS_MAX, for one function at a time */

/* All breakpoints at once: room is made before they are set, so that they can go without memory. */
static struct dtrace_point **batch;
static unsigned int batch_room;
static unsigned int npoints;

/* ---- firing; context: breakpoint trap, interrupts off ---- */

/* The frame of the function is not told: a return is seen in its caller. */
static __always_inline void fire(struct fbt_point *p, struct pt_regs *regs)
{
	struct dtrace_firing firing = { .regs = regs, .ctx = p, .aframes = 1 };
	struct dtrace_probe *probe = READ_ONCE(p->of->probe);

	if (unlikely(!probe))
		return;
	if (unlikely(p->of->late))
		fbt_return_told(p->of->func, regs->sp);
	dtrace_probe_fire(probe, &firing);
}

static void notrace fbt_fire_return(struct dtrace_point *point, struct pt_regs *regs)
{
	fire(container_of(point, struct fbt_point, point), regs);
}

static void notrace fbt_fire_jump(struct dtrace_point *point, struct pt_regs *regs)
{
	struct fbt_point *p = container_of(point, struct fbt_point, point);

	if (!fbt_text_has(&p->of->text, dtrace_point_target(point, regs)))
		fire(p, regs);
}

static void notrace fbt_fire_entry(struct dtrace_point *point, struct pt_regs *regs)
{
	struct fbt_point *p = container_of(point, struct fbt_point, point);
	struct dtrace_probe *probe = READ_ONCE(p->of->probe);

	if (likely(probe))
		dtrace_probe_fire_regs(probe, regs);
}

notrace u64 fbt_point_arg(const struct dtrace_firing *firing, unsigned int n)
{
	const struct fbt_point *p = firing->ctx;

	if (!n)
		return p->point.addr - p->of->text.hot.start;
	return n == 1 && p->point.fire == fbt_fire_return ? firing->regs->ax : 0;
}

notrace struct dtrace_probe *fbt_points_late(const struct fbt_func *func)
{
	const struct fbt_points *of = READ_ONCE(func->points);

	/* A function with breakpoints on both sides is never hooked. */
	return of && of->late ? READ_ONCE(of->probe) : NULL;
}

/* ---- enabling ---- */

static int make_room(unsigned int n)
{
	unsigned int room = roundup_pow_of_two(npoints + n + 1);
	struct dtrace_point **bigger;

	if (room <= batch_room)
		return 0;
	bigger = kvmalloc_array(room, sizeof(*bigger), GFP_KERNEL_ACCOUNT);
	if (!bigger)
		return -ENOMEM;
	kvfree(batch);
	batch = bigger;
	batch_room = room;
	return 0;
}

static void release(struct fbt_points *of)
{
	unsigned int i;

	for (i = 0; i < of->n && of->point[i].point.site; i++)
		dtrace_point_release(&of->point[i].point);
}

static int check(enum dtrace_point_refusal refusal)
{
	if (!refusal)
		return 0;
	refused = dtrace_refusal_note(refusal);
	return refusal == DTRACE_POINT_REFUSE_MEMORY ? -ENOMEM : -EOPNOTSUPP;
}

static int prepare_point(struct fbt_points *of, struct fbt_point *p, const struct fbt_exit *exit)
{
	p->of = of;
	p->point.addr = exit->addr;
	if (of->side == FBT_ENTRY)
		p->point.fire = fbt_fire_entry;
	else
		p->point.fire = exit->returns ? fbt_fire_return : fbt_fire_jump;
	p->point.flags = DTRACE_POINT_AT_BOUNDARY | DTRACE_POINT_VETTED;
	return check(dtrace_point_prepare(&p->point));
}

static int prepare(struct fbt_points *of)
{
	int err = check(dtrace_text_vet_function(of->text.hot.start));
	unsigned int i;

	if (!err && of->text.cold.start)
		err = check(dtrace_text_vet_function(of->text.cold.start));
	for (i = 0; i < of->n && !err; i++)
		err = prepare_point(of, &of->point[i], &found[i]);
	if (err)
		release(of);
	return err;
}

static struct fbt_points *create(struct fbt_func *func, enum fbt_side side,
				 const struct fbt_text *text, unsigned int n)
{
	struct fbt_points *of = kvzalloc(struct_size(of, point, n), GFP_KERNEL_ACCOUNT);
	int err;

	if (!of || make_room(n)) {
		kvfree(of);
		return ERR_PTR(check(DTRACE_POINT_REFUSE_MEMORY));
	}
	of->n = n;
	of->func = func;
	of->side = side;
	of->text = *text;
	INIT_LIST_HEAD(&of->change);
	err = prepare(of);
	if (err) {
		kvfree(of);
		return ERR_PTR(err);
	}
	npoints += n;
	return of;
}

static enum dtrace_point_refusal exits_refusal(int err)
{
	switch (err) {
	case -EILSEQ:
		return DTRACE_POINT_REFUSE_DECODE;
	case -ENOENT:
		return DTRACE_POINT_REFUSE_SYMBOL;
	case -ENOMEM:
		return DTRACE_POINT_REFUSE_MEMORY;
	default:
		return DTRACE_POINT_REFUSE_FLOW;
	}
}

/* Into @found. Return: how many there are, or one of fbt_exits_find()'s errors or -ENOMEM. */
static int find_exits(unsigned long ip, struct fbt_text *text)
{
	if (!found)
		found = kvmalloc_array(FBT_EXITS_MAX, sizeof(*found), GFP_KERNEL_ACCOUNT);
	return found ? fbt_exits_find(ip, text, found) : -ENOMEM;
}

static struct fbt_points *create_side(struct fbt_func *func, enum fbt_side side)
{
	struct fbt_text text;
	int n = find_exits(func->ip, &text);

	if (n < 0)
		return ERR_PTR(check(exits_refusal(n)));
	if (side == FBT_RETURN)
		return create(func, side, &text, n);
	found[0].addr = text.entry;
	return create(func, side, &text, 1);
}

/* ---- may there be some? ---- */

static int judge(struct insn *insn, unsigned long addr, void *arg)
{
	*(enum dtrace_point_refusal *)arg = dtrace_text_vet_insn(insn, addr);
	return 1;
}

/* A kprobe may be gone when it matters. */
static enum dtrace_point_refusal vet_point(unsigned long addr)
{
	enum dtrace_point_refusal refusal = DTRACE_POINT_REFUSE_DECODE;

	dtrace_text_walk(addr, addr + MAX_INSN_SIZE, judge, &refusal);
	if (!refusal)
		refusal = dtrace_text_vet_users(addr);
	return refusal == DTRACE_POINT_REFUSE_KPROBE ? DTRACE_POINT_OK : refusal;
}

enum dtrace_point_refusal fbt_points_vet(unsigned long addr, unsigned long *entry)
{
	enum dtrace_point_refusal refusal;
	struct fbt_text text;
	int i, n = find_exits(addr, &text);

	if (n < 0)
		return exits_refusal(n);
	if (text.hot.start != addr)
		return DTRACE_POINT_REFUSE_PART;
	refusal = vet_point(text.entry);
	for (i = 0; i < n && !refusal; i++)
		refusal = vet_point(found[i].addr);
	*entry = text.entry;
	return refusal;
}

/* ---- the probes of a function ---- */

static struct fbt_points *points_of(const struct fbt_func *func, enum fbt_side side)
{
	struct fbt_points *of = func->points;

	while (of && of->side != side)
		of = of->next;
	return of;
}

static struct fbt_points *add_side(struct fbt_func *func, enum fbt_side side)
{
	struct fbt_points *of = create_side(func, side);

	if (!IS_ERR(of)) {
		of->next = func->points;
		WRITE_ONCE(func->points, of);
	}
	return of;
}

static void remove_side(struct fbt_points *of)
{
	struct fbt_points **p = &of->func->points;

	while (*p != of)
		p = &(*p)->next;
	WRITE_ONCE(*p, of->next);
}

static void note_change(struct fbt_points *of)
{
	if (list_empty(&of->change))
		list_add_tail(&of->change, &changes);
}

int fbt_points_enable(struct fbt_func *func, enum fbt_side side, struct dtrace_probe *probe)
{
	struct fbt_points *of = points_of(func, side) ?: add_side(func, side);

	dtrace_registry_assert_held();
	if (IS_ERR(of))
		return PTR_ERR(of);
	of->late |= !!func->live[side];
	WRITE_ONCE(of->probe, probe);
	note_change(of);
	return 0;
}

const char *fbt_points_refusal(void)
{
	return dtrace_point_refusal_text(refused);
}

void fbt_points_disable(struct fbt_func *func, enum fbt_side side)
{
	struct fbt_points *of = points_of(func, side);

	dtrace_registry_assert_held();
	if (!of)
		return;
	WRITE_ONCE(of->probe, NULL);
	note_change(of);
}

/* ---- settling ---- */

/* Add those of a function to the batch. Return: how many there are now. */
static unsigned int gather(struct fbt_points *of, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < of->n; i++)
		batch[n++] = &of->point[i].point;
	return n;
}

void fbt_points_arm(bool bare)
{
	struct fbt_points *of;
	unsigned int n = 0;

	dtrace_registry_assert_held();
	list_for_each_entry(of, &changes, change) {
		if (!of->probe || of->armed || of->func->bare != bare)
			continue;
		n = gather(of, n);
		of->armed = true;
	}
	dtrace_points_arm(batch, n);
	list_for_each_entry(of, &changes, change) {
		if (of->probe && of->func->bare == bare)
			WRITE_ONCE(of->func->live[of->side], NULL);
	}
}

void fbt_points_disarm(bool bare)
{
	struct fbt_points *of;
	unsigned int n = 0;

	dtrace_registry_assert_held();
	list_for_each_entry(of, &changes, change) {
		if (of->probe || of->func->bare != bare)
			continue;
		remove_side(of);
		if (of->armed)
			n = gather(of, n);
	}
	dtrace_points_disarm(batch, n);
}

void fbt_points_release(void)
{
	struct fbt_points *of, *next;
	unsigned int n = 0;

	dtrace_registry_assert_held();
	list_for_each_entry(of, &changes, change) {
		if (!of->probe)
			n = gather(of, n);
	}
	dtrace_points_release(batch, n);
	npoints -= n;
	list_for_each_entry_safe(of, next, &changes, change) {
		list_del_init(&of->change);
		if (!of->probe)
			kvfree_rcu(of, rcu);
	}
	if (!npoints) {
		kvfree(batch);
		batch = NULL;
		batch_room = 0;
	}
}
