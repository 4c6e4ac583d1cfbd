// SPDX-License-Identifier: GPL-2.0
/*
 * Provider insn: insn:MODULE:FUNCTION:OFFSET fires before the instruction at an offset of a
 * function, in hexadecimal; without an offset there is a probe at every instruction.
 *
 * Probes are created when a description names the provider and one function exactly. They are many:
 * a description with a wildcard in either field, or without them, creates none.
 *
 * Locking: everything but firings runs under the registry lock.
 */
#include <linux/bits.h>
#include <linux/dtrace.h>
#include <linux/errno.h>
#include <linux/hashtable.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include <asm/dtrace_point.h>

#include "providers/insn.h"
#include "providers/providers.h"
#include "providers/refuse.h"

#define INSN_NAME		"insn"
#define INSN_HASH_BITS		10

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX	"dtrace."

static unsigned int insn_probes_max = BIT(17);
module_param(insn_probes_max, uint, 0600);
MODULE_PARM_DESC(insn_probes_max, "How many instructions may have probes");

/**
 * struct insn_probe - a probe of this provider
 * @point: the breakpoint while the probe is enabled
 * @probe: the engine's; set once
 * @addr: where it is
 * @node: in the table of all probes
 * @change: in the list of those whose breakpoint is to be set or removed
 * @enabled: by the engine
 * @refusal: why it could not be enabled
 */
struct insn_probe {
	struct dtrace_point		point;
	struct dtrace_probe		*probe;
	unsigned long			addr;
	struct hlist_node		node;
	struct list_head		change;
	bool				enabled;
	enum dtrace_point_refusal	refusal;
};

static struct dtrace_provider *insn_provider;
static DEFINE_HASHTABLE(insn_probes, INSN_HASH_BITS);
static LIST_HEAD(insn_changes);
static unsigned int insn_nchanges;
static unsigned int insn_nprobes;

/* ---- firing; context: breakpoint trap, interrupts off ---- */

static void notrace insn_fire(struct dtrace_point *point, struct pt_regs *regs)
{
	dtrace_probe_fire_regs(container_of(point, struct insn_probe, point)->probe, regs);
}

/* arg0 is the address; there are no others. */
static u64 notrace insn_arg(void *parg, const struct dtrace_firing *firing, unsigned int n)
{
	return n ? 0 : firing->regs->ip;
}

/* ---- enabling ---- */

static void note_change(struct insn_probe *ip)
{
	if (!list_empty(&ip->change))
		return;
	list_add_tail(&ip->change, &insn_changes);
	insn_nchanges++;
}

static enum dtrace_point_refusal prepare(struct insn_probe *ip)
{
	enum dtrace_point_refusal refusal;

	ip->point = (struct dtrace_point){
		.addr = ip->addr, .fire = insn_fire, .mode = dtrace_point_preferred(),
		.flags = DTRACE_POINT_AT_BOUNDARY | DTRACE_POINT_VETTED,
	};
	refusal = dtrace_point_prepare(&ip->point);
	if (refusal == DTRACE_POINT_REFUSE_MODE || refusal == DTRACE_POINT_REFUSE_BUSY) {
		ip->point.mode = DTRACE_POINT_AUTO;
		refusal = dtrace_point_prepare(&ip->point);
	}
	return refusal;
}

static int insn_enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct insn_probe *ip = parg;

	if (!ip->point.site) {
		ip->refusal = dtrace_refusal_note(prepare(ip));
		if (ip->refusal)
			return -EBUSY;
	}
	ip->enabled = true;
	note_change(ip);
	return 0;
}

static const char *insn_refusal(void *arg, struct dtrace_probe *probe, void *parg)
{
	const struct insn_probe *ip = parg;

	return dtrace_point_refusal_text(ip->refusal);
}

static void insn_disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct insn_probe *ip = parg;

	ip->enabled = false;
	note_change(ip);
}

/* The points to arm, or those to take away, that are armed or not */
static unsigned int collect(struct dtrace_point **points, bool enabled, bool armed)
{
	struct insn_probe *ip;
	unsigned int n = 0;

	list_for_each_entry(ip, &insn_changes, change) {
		if (ip->enabled == enabled && ip->point.site && ip->point.armed == armed)
			points[n++] = &ip->point;
	}
	return n;
}

static void apply_changes(struct dtrace_point **points)
{
	unsigned int n = collect(points, false, true);

	dtrace_points_disarm(points, n);
	n = collect(points, false, false);
	dtrace_points_release(points, n);
	n = collect(points, true, false);
	dtrace_points_arm(points, n);
}

static void forget_changes(void)
{
	struct insn_probe *ip, *next;

	list_for_each_entry_safe(ip, next, &insn_changes, change)
		list_del_init(&ip->change);
	insn_nchanges = 0;
}

/* Without memory for a batch: one after the other */
static void apply_singly(void)
{
	struct insn_probe *ip, *next;
	LIST_HEAD(all);

	list_splice_init(&insn_changes, &all);
	list_for_each_entry_safe(ip, next, &all, change) {
		struct dtrace_point *point;

		list_move(&ip->change, &insn_changes);
		apply_changes(&point);
		list_del_init(&ip->change);
	}
	insn_nchanges = 0;
}

static int insn_settle(void *arg)
{
	struct dtrace_point **points = kvcalloc(insn_nchanges, sizeof(*points), GFP_KERNEL);

	if (points) {
		apply_changes(points);
		forget_changes();
		kvfree(points);
	} else {
		apply_singly();
	}
	return 0;
}

static void insn_destroy(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct insn_probe *ip = parg;

	hash_del(&ip->node);
	insn_nprobes--;
	kfree(ip);
}

/* ---- names ---- */

static bool exists(unsigned long addr)
{
	const struct insn_probe *ip;

	hash_for_each_possible(insn_probes, ip, node, addr) {
		if (ip->addr == addr)
			return true;
	}
	return false;
}

static bool is_full(void)
{
	return insn_nprobes >= READ_ONCE(insn_probes_max);
}

static bool is_unused(void *parg, void *arg)
{
	const struct insn_probe *ip = parg;

	return !ip->enabled && list_empty(&ip->change);
}

/* Probes stay when they are disabled, for the next who asks, until there is no room for more. */
static void make_room(void)
{
	if (insn_nprobes + INSN_DESC_MAX > READ_ONCE(insn_probes_max))
		dtrace_probes_destroy(insn_provider, is_unused, NULL);
}

static void create(const struct insn_place *place, enum dtrace_point_refusal refusal, void *arg)
{
	char name[INSN_NAME_MAX];
	struct insn_probe *ip;

	if (!refusal && !exists(place->addr) && is_full())
		refusal = DTRACE_POINT_REFUSE_LIMIT;
	if (dtrace_refusal_note(refusal) || exists(place->addr))
		return;
	ip = kzalloc(sizeof(*ip), GFP_KERNEL_ACCOUNT);
	if (!ip) {
		dtrace_refusal_note(DTRACE_POINT_REFUSE_MEMORY);
		return;
	}
	ip->addr = place->addr;
	INIT_LIST_HEAD(&ip->change);
	insn_offset_name(place->offset, name);
	ip->probe = dtrace_probe_create(insn_provider, place->module, place->function, name, ip);
	if (!ip->probe) {
		dtrace_refusal_note(DTRACE_POINT_REFUSE_MEMORY);
		kfree(ip);
		return;
	}
	hash_add(insn_probes, &ip->node, ip->addr);
	insn_nprobes++;
}

static bool names_us(const struct dtrace_pattern *pattern)
{
	return !pattern->id && !strcmp(pattern->provider, INSN_NAME);
}

static void insn_provide(void *arg, const struct dtrace_pattern *pattern)
{
	struct insn_search result;

	if (!pattern || !names_us(pattern) || !dtrace_glob_is_plain(pattern->function))
		return;
	make_room();
	if (insn_search(pattern, create, NULL, &result))
		dtrace_refusal_note(DTRACE_POINT_REFUSE_MEMORY);
}

/* ---- why a description names no probe ---- */

static void keep_refusal(const struct insn_place *place, enum dtrace_point_refusal refusal,
			 void *arg)
{
	enum dtrace_point_refusal *last = arg;

	if (refusal)
		*last = refusal;
}

static int explain_offset(const struct dtrace_pattern *pattern, const struct insn_search *result,
			  char *buf, size_t size)
{
	unsigned long wanted;

	if (!insn_parse_offset(pattern->name, &wanted))
		return scnprintf(buf, size, "offsets are in hexadecimal, without 0x");
	if (result->broken)
		return scnprintf(buf, size, "%s",
				 dtrace_point_refusal_text(DTRACE_POINT_REFUSE_DECODE));
	if (result->above <= wanted)
		return scnprintf(buf, size,
				 "beyond the end of the function; the last one is at %lx",
				 result->below);
	return scnprintf(buf, size, "not an instruction boundary; nearest %lx and %lx",
			 result->below, result->above);
}

static int insn_explain(void *arg, const struct dtrace_pattern *pattern, char *buf, size_t size)
{
	enum dtrace_point_refusal refusal = DTRACE_POINT_OK;
	struct insn_search result = { };

	if (!names_us(pattern))
		return 0;
	if (!dtrace_glob_is_plain(pattern->function))
		return scnprintf(buf, size,
				 "name one function: instructions are too many for wildcards");
	if (insn_search(pattern, keep_refusal, &refusal, &result))
		return 0;
	if (!result.functions)
		return dt_explain_no_function(pattern, buf, size);
	if (refusal)
		return scnprintf(buf, size, "%s", dtrace_point_refusal_text(refusal));
	if (!result.places)
		return explain_offset(pattern, &result, buf, size);
	if (is_full())
		return scnprintf(buf, size, "%s",
				 dtrace_point_refusal_text(DTRACE_POINT_REFUSE_LIMIT));
	return 0;
}

static const struct dtrace_provider_ops insn_ops = {
	.provide	= insn_provide,
	.explain	= insn_explain,
	.enable		= insn_enable,
	.refusal	= insn_refusal,
	.disable	= insn_disable,
	.settle		= insn_settle,
	.destroy	= insn_destroy,
	.getarg		= insn_arg,
};

static const struct dtrace_provider_info insn_info = {
	.name		= INSN_NAME,
	.priv		= DTRACE_PRIV_KERNEL,
	.same_names	= true,
	.attr		= {
		DTRACE_ATTR(EVOLVING, EVOLVING, COMMON),
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),
		DTRACE_ATTR(PRIVATE, PRIVATE, ISA),
		DTRACE_ATTR(EVOLVING, EVOLVING, COMMON),
		DTRACE_ATTR(PRIVATE, PRIVATE, ISA),
	},
	.ops		= &insn_ops,
};

/* ---- modules ---- */

static bool in_module(void *parg, void *arg)
{
	const struct insn_probe *ip = parg;

	return within_module(ip->addr, arg);
}

/* Context: process; the module's text is still there. */
static int module_event(struct notifier_block *nb, unsigned long event, void *mod)
{
	if (event != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	dtrace_registry_lock();
	dtrace_probes_destroy(insn_provider, in_module, mod);
	dtrace_registry_unlock();
	return NOTIFY_OK;
}

static struct notifier_block module_block = { .notifier_call = module_event };

int __init dt_insn_init(void)
{
	int err = dtrace_register(&insn_info, NULL, &insn_provider);

	return err ?: register_module_notifier(&module_block);
}
