// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: preparing, arming, disarming, releasing.
 *
 * Theory: Documentation/trace/dtrace/trap.rst
 *
 * Order of what happens to a breakpoint:
 *
 *	arm	points are linked to the site, INT3 is written, CPUs are synchronised
 *	disarm	text is restored, CPUs are synchronised, points are unlinked, grace period
 *
 * so a trap that finds a site without points was overtaken by its removal. text_poke_sync() returns
 * when every CPU has had interrupts on once: no trap that the breakpoint raised is still being
 * handled then, and no copy that runs with interrupts off is still running.
 *
 * Locking: dtrace_points_lock guards sites and the table; text_mutex is taken inside it.
 */
#include <linux/atomic.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <asm/text-patching.h>

#include "point.h"

/* Sites, their points, and the table of sites */
DEFINE_MUTEX(dtrace_points_lock);
DEFINE_STATIC_KEY_FALSE(dtrace_point_key);
DEFINE_PER_CPU(struct dtrace_point_stats, dtrace_point_stats);

struct refusal {
	const char *name;
	const char *text;
};

static const struct refusal refusals[DTRACE_POINT_NREFUSALS] = {
	{ "OK", "allowed" },
#define DTRACE_REFUSAL(name, text) { #name, text },
#include <asm/dtrace_refusals.def>
#undef DTRACE_REFUSAL
};

const char *dtrace_point_refusal_text(enum dtrace_point_refusal refusal)
{
	return refusal < DTRACE_POINT_NREFUSALS ? refusals[refusal].text : "?";
}

const char *dtrace_point_refusal_name(enum dtrace_point_refusal refusal)
{
	return refusal < DTRACE_POINT_NREFUSALS ? refusals[refusal].name : "?";
}

static atomic_long_t refusals_noted[DTRACE_POINT_NREFUSALS];

enum dtrace_point_refusal dtrace_refusal_note(enum dtrace_point_refusal refusal)
{
	if (refusal && refusal < DTRACE_POINT_NREFUSALS)
		atomic_long_inc(&refusals_noted[refusal]);
	return refusal;
}

unsigned long dtrace_refusal_count(enum dtrace_point_refusal refusal)
{
	return refusal < DTRACE_POINT_NREFUSALS ? atomic_long_read(&refusals_noted[refusal]) : 0;
}

enum dtrace_point_mode dtrace_point_mode(const struct dtrace_point *point)
{
	return point->site->mode;
}

enum dtrace_point_mode __weak dtrace_point_preferred(void)
{
	return DTRACE_POINT_AUTO;
}

bool dtrace_point_branch_taken(const struct dtrace_point *point, const struct pt_regs *regs)
{
	return dtrace_branch_taken(point->site, regs);
}

NOKPROBE_SYMBOL(dtrace_point_branch_taken);

unsigned long dtrace_point_target(const struct dtrace_point *point, struct pt_regs *regs)
{
	return dtrace_branch_target(point->site, regs);
}

NOKPROBE_SYMBOL(dtrace_point_target);

/* ---- preparing; context: process, dtrace_points_lock ---- */

/*
 * A copy that jumps back is freed behind a grace period of tasks, so preemption inside it is safe;
 * but stack traces of a task that is preempted there end early, so it is not chosen by itself.
 */
static bool jump_is_cheap(void)
{
	return !IS_ENABLED(CONFIG_PREEMPTION) || preempt_model_none() || preempt_model_voluntary();
}

static enum dtrace_point_mode cheapest(const struct dtrace_site *site)
{
	if (site->ways & DTRACE_WAY(EMULATE))
		return DTRACE_POINT_EMULATE;
	if ((site->ways & DTRACE_WAY(JUMP)) && jump_is_cheap())
		return DTRACE_POINT_JUMP;
	return DTRACE_POINT_INT3;
}

static const dtrace_run_fn slot_runs[DTRACE_POINT_NMODES] = {
	[DTRACE_POINT_JUMP] = dtrace_slot_jump,
	[DTRACE_POINT_INT3] = dtrace_slot_run,
	[DTRACE_POINT_STEP] = dtrace_slot_step,
};

static enum dtrace_point_refusal choose(struct dtrace_site *site, struct insn *insn, u8 wanted)
{
	int err;

	site->mode = wanted == DTRACE_POINT_AUTO ? cheapest(site) : wanted;
	if (wanted >= DTRACE_POINT_NMODES || !(site->ways & BIT(site->mode)))
		return DTRACE_POINT_REFUSE_MODE;
	if (site->mode == DTRACE_POINT_EMULATE) {
		site->run = site->emulate;
		return DTRACE_POINT_OK;
	}
	site->run = slot_runs[site->mode];
	err = dtrace_slots_create(site, insn);
	return err ? DTRACE_POINT_REFUSE_SLOT : DTRACE_POINT_OK;
}

static enum dtrace_point_refusal decode(struct dtrace_site *site, struct insn *insn, u8 *buf)
{
	enum dtrace_point_refusal refusal = DTRACE_POINT_REFUSE_DECODE;

	mutex_lock(&text_mutex);
	if (!dtrace_text_decode(insn, buf, site->addr))
		refusal = dtrace_site_decode(site, insn);
	mutex_unlock(&text_mutex);
	return refusal;
}

static enum dtrace_point_refusal site_init(struct dtrace_site *site, u8 wanted)
{
	enum dtrace_point_refusal refusal;
	u8 buf[MAX_INSN_SIZE];
	struct insn insn;

	refusal = decode(site, &insn, buf);
	if (!refusal)
		refusal = choose(site, &insn, wanted);
	if (refusal)
		return refusal;
	if (!dtrace_table_add(site->addr, site))
		return DTRACE_POINT_OK;
	dtrace_slots_unpublish(site);
	dtrace_slots_free(site);
	return DTRACE_POINT_REFUSE_MEMORY;
}

static enum dtrace_point_refusal vet(const struct dtrace_point *point)
{
	enum dtrace_point_refusal refusal = point->flags & DTRACE_POINT_VETTED ?
		dtrace_text_vet_users(point->addr) : dtrace_text_vet(point->addr);

	if (refusal || (point->flags & DTRACE_POINT_AT_BOUNDARY))
		return refusal;
	return dtrace_text_boundary(point->addr);
}

static enum dtrace_point_refusal site_create(struct dtrace_point *point)
{
	enum dtrace_point_refusal refusal = vet(point);
	struct dtrace_site *site;

	if (refusal)
		return refusal;
	site = kzalloc(sizeof(*site), GFP_KERNEL_ACCOUNT);
	if (!site)
		return DTRACE_POINT_REFUSE_MEMORY;
	site->addr = point->addr;
	refusal = site_init(site, point->mode);
	if (refusal)
		kfree(site);
	else
		point->site = site;
	return refusal;
}

static enum dtrace_point_refusal site_share(struct dtrace_point *point, struct dtrace_site *site)
{
	if (point->mode != DTRACE_POINT_AUTO && point->mode != site->mode)
		return site->ways & BIT(point->mode) ? DTRACE_POINT_REFUSE_BUSY :
						       DTRACE_POINT_REFUSE_MODE;
	point->site = site;
	return DTRACE_POINT_OK;
}

static struct dtrace_site *site_find(unsigned long addr)
{
	struct dtrace_site *site = dtrace_table_find(addr);

	return site && site->addr == addr ? site : NULL;
}

enum dtrace_point_refusal dtrace_point_prepare(struct dtrace_point *point)
{
	enum dtrace_point_refusal refusal;
	struct dtrace_site *site;

	if (security_locked_down(LOCKDOWN_KPROBES))
		return DTRACE_POINT_REFUSE_LOCKDOWN;
	mutex_lock(&dtrace_points_lock);
	site = site_find(point->addr);
	refusal = site ? site_share(point, site) : site_create(point);
	if (!refusal)
		point->site->users++;
	mutex_unlock(&dtrace_points_lock);
	return refusal;
}

/* ---- arming; context: process, dtrace_points_lock and text_mutex ---- */

static void write_byte(const struct dtrace_site *site, u8 from, u8 to)
{
	u8 *addr = (u8 *)site->addr;

	/* Whoever wrote something else there does not expect us. */
	if (!WARN_ON_ONCE(*addr != from))
		text_poke(addr, &to, sizeof(to));
}

static void link_point(struct dtrace_point *point)
{
	struct dtrace_point **p = &point->site->points;

	while (*p)
		p = &(*p)->next;
	point->next = NULL;
	point->armed = true;
	/* Pairs with the walk of a trap: a point that is seen is complete. */
	smp_store_release(p, point);
}

static void unlink_point(struct dtrace_point *point)
{
	struct dtrace_point **p = &point->site->points;

	while (*p != point)
		p = &(*p)->next;
	WRITE_ONCE(*p, point->next);
	point->armed = false;
}

static unsigned int count_points(const struct dtrace_site *site)
{
	const struct dtrace_point *point;
	unsigned int n = 0;

	for (point = site->points; point; point = point->next)
		n++;
	return n;
}

static void lock_text(void)
{
	mutex_lock(&dtrace_points_lock);
	mutex_lock(&text_mutex);
}

static void unlock_text(void)
{
	mutex_unlock(&text_mutex);
	mutex_unlock(&dtrace_points_lock);
}

/*
 * The trap handlers listen for as long as a point is armed: each counts, as those that are armed
 * together need not be disarmed together.
 */
static void listen(unsigned int n)
{
	while (n--)
		static_branch_inc(&dtrace_point_key);
}

static void unlisten(unsigned int n)
{
	while (n--)
		static_branch_dec(&dtrace_point_key);
}

void dtrace_points_arm(struct dtrace_point **points, unsigned int n)
{
	unsigned int i;

	if (!n)
		return;
	listen(n);
	lock_text();
	for (i = 0; i < n; i++) {
		struct dtrace_site *site = points[i]->site;
		bool first = !site->points;

		link_point(points[i]);
		if (first)
			write_byte(site, site->text[0], INT3_INSN_OPCODE);
		cond_resched();
	}
	text_poke_sync();
	unlock_text();
}

/*
 * Points of one site may be disarmed together: its text goes back with the last of them. They
 * stay linked until no trap of the breakpoint is under way, so that none finds nobody to tell.
 */
static void restore_text(struct dtrace_point **points, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		points[i]->site->leaving++;
	for (i = 0; i < n; i++) {
		struct dtrace_site *site = points[i]->site;

		if (site->leaving && site->leaving == count_points(site))
			write_byte(site, INT3_INSN_OPCODE, site->text[0]);
		site->leaving = 0;
		cond_resched();
	}
	text_poke_sync();
}

void dtrace_points_disarm(struct dtrace_point **points, unsigned int n)
{
	unsigned int i;

	if (!n)
		return;
	lock_text();
	restore_text(points, n);
	for (i = 0; i < n; i++)
		unlink_point(points[i]);
	unlock_text();
	synchronize_rcu();
	unlisten(n);
}

/* ---- releasing ---- */

static struct dtrace_site *dead_sites;		/* under dtrace_points_lock */

static void reap(struct work_struct *work)
{
	struct dtrace_site *site, *next;
	bool jumps = false;

	mutex_lock(&dtrace_points_lock);
	site = dead_sites;
	dead_sites = NULL;
	mutex_unlock(&dtrace_points_lock);
	for (next = site; next; next = next->dead)
		jumps |= next->mode == DTRACE_POINT_JUMP;
	synchronize_rcu();
	if (jumps)
		synchronize_rcu_tasks();
	for (; site; site = next) {
		next = site->dead;
		dtrace_slots_free(site);
		kfree(site);
	}
}

static DECLARE_WORK(reap_work, reap);

static void site_put(struct dtrace_site *site)
{
	if (--site->users)
		return;
	dtrace_table_del(site->addr);
	dtrace_slots_unpublish(site);
	site->dead = dead_sites;
	dead_sites = site;
	schedule_work(&reap_work);
}

void dtrace_points_release(struct dtrace_point **points, unsigned int n)
{
	unsigned int i;

	mutex_lock(&dtrace_points_lock);
	for (i = 0; i < n; i++) {
		WARN_ON_ONCE(points[i]->armed);
		site_put(points[i]->site);
		points[i]->site = NULL;
	}
	mutex_unlock(&dtrace_points_lock);
}

/* ---- for other users of the text ---- */

bool dtrace_points_reserved(const void *start, const void *end)
{
	const struct dtrace_site *site;
	unsigned long addr;
	bool found = false;

	rcu_read_lock();
	for (addr = (unsigned long)start; addr <= (unsigned long)end && !found; addr++) {
		site = site_find(addr);
		found = site && READ_ONCE(site->points);
	}
	rcu_read_unlock();
	return found;
}

bool dtrace_points_recover(u8 *buf, unsigned long addr)
{
	const struct dtrace_site *site;
	bool found;

	rcu_read_lock();
	site = site_find(addr);
	found = site && READ_ONCE(site->points);
	if (found)
		memcpy(buf, site->text, site->length);
	rcu_read_unlock();
	return found;
}
