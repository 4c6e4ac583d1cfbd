// SPDX-License-Identifier: GPL-2.0
/*
 * Providers sdt and rawtp: every tracepoint of the kernel and its modules.
 *
 * A tracepoint calls what is registered with it as fn(data, arguments...). One
 * function serves them all: under the calling convention of x86-64 a function
 * that takes more integer arguments than its caller passes reads registers and
 * stack slots that hold something else, and those are cut off by the number of
 * arguments that the tracepoint has. A tracepoint that is not probed stays the
 * NOP that it is.
 *
 * Where the compiler has indirect calls checked against the prototype of their target this
 * function could not be called; see CONFIG_DTRACE_TRACEPOINTS.
 */
#include <linux/bsearch.h>
#include <linux/dtrace.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/trace_events.h>
#include <linux/tracepoint.h>

#include "../../trace.h"

#include "providers/event.h"
#include "providers/providers.h"

#define TP_NARGS_MAX	10
#define TP_SYSTEM	"vmlinux"	/* of tracepoints that are no trace events */

/**
 * struct tp_point - a tracepoint as one provider sees it
 * @tp: the tracepoint
 * @probe: set once, before anything can enable it
 * @nargs: arguments of the tracepoint, at most TP_NARGS_MAX; set when enabled
 */
struct tp_point {
	struct tracepoint	*tp;
	struct dtrace_probe	*probe;
	u32			nargs;
};

/**
 * struct tp_event - a trace event: the group that its tracepoint belongs to
 * @tp: the tracepoint
 * @system: the group
 */
struct tp_event {
	const struct tracepoint	*tp;
	const char		*system;
};

static struct dtrace_provider *sdt_provider;
static struct dtrace_provider *rawtp_provider;

/* ---- firing; context: any, preemption off, RCU watching ---- */

static void notrace tp_fire(void *data, u64 a0, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5, u64 a6,
			    u64 a7, u64 a8, u64 a9)
{
	struct tp_point *point = data;
	const u64 args[TP_NARGS_MAX] = { a0, a1, a2, a3, a4, a5, a6, a7, a8, a9 };
	struct dtrace_firing firing = {
		.args = args, .nargs = point->nargs, .aframes = dt_tp_frames(point->tp),
	};

	dtrace_probe_fire(point->probe, &firing);
}

/* ---- enabling; context: process, registry lock held ---- */

/* BPF knows how many there are; without it the program gets what is there. */
static u32 tp_nargs(const struct tracepoint *tp)
{
	struct bpf_raw_event_map *map = bpf_get_raw_tracepoint(tp->name);
	u32 n = TP_NARGS_MAX;

	if (!map)
		return n;
	n = min_t(u32, map->num_args, TP_NARGS_MAX);
	bpf_put_raw_tracepoint(map);
	return n;
}

static int tp_enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct tp_point *point = parg;

	point->nargs = tp_nargs(point->tp);
	return tracepoint_probe_register_may_exist(point->tp, tp_fire, point);
}

static void tp_disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct tp_point *point = parg;

	tracepoint_probe_unregister(point->tp, tp_fire, point);
}

static void tp_destroy(void *arg, struct dtrace_probe *probe, void *parg)
{
	kfree(parg);
}

static const struct dtrace_provider_ops tp_ops = {
	.enable		= tp_enable,
	.disable	= tp_disable,
	.destroy	= tp_destroy,
};

#define TP_ATTR {						\
		DTRACE_ATTR(EVOLVING, EVOLVING, ISA),		\
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),		\
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),		\
		DTRACE_ATTR(PRIVATE, PRIVATE, ISA),		\
		DTRACE_ATTR(PRIVATE, PRIVATE, ISA),		\
	}

static const struct dtrace_provider_info sdt_info = {
	.name	= "sdt",
	.priv	= DTRACE_PRIV_KERNEL,
	.attr	= TP_ATTR,
	.args_from = DTRACE_ARGS_TRACEPOINT,
	.ops	= &tp_ops,
};

static const struct dtrace_provider_info rawtp_info = {
	.name	= "rawtp",
	.priv	= DTRACE_PRIV_KERNEL,
	.attr	= TP_ATTR,
	.args_from = DTRACE_ARGS_TRACEPOINT,
	.ops	= &tp_ops,
};

/* ---- which tracepoints are trace events; context: process ---- */

/**
 * struct tp_events - trace events by tracepoint
 * @rows: sorted by tracepoint
 * @n: rows in use
 * @mod: whose events, NULL: the kernel's
 */
struct tp_events {
	struct tp_event	*rows;
	size_t		n;
	const struct module *mod;
};

static int tp_event_cmp(const void *a, const void *b)
{
	const struct tp_event *x = a, *y = b;

	if (x->tp == y->tp)
		return 0;
	return x->tp < y->tp ? -1 : 1;
}

static bool tp_event_of(const struct trace_event_call *call, const struct module *mod)
{
	return (call->flags & TRACE_EVENT_FL_TRACEPOINT) && call->module == mod;
}

static size_t tp_events_count(const struct module *mod)
{
	const struct trace_event_call *call;
	size_t n = 0;

	list_for_each_entry(call, &ftrace_events, list)
		n += tp_event_of(call, mod);
	return n;
}

static int tp_events_collect(struct tp_events *events, struct module *mod)
{
	const struct trace_event_call *call;

	events->mod = mod;
	guard(mutex)(&event_mutex);
	events->rows = kvcalloc(tp_events_count(mod) + 1, sizeof(*events->rows), GFP_KERNEL);
	if (!events->rows)
		return -ENOMEM;
	list_for_each_entry(call, &ftrace_events, list) {
		if (!tp_event_of(call, mod))
			continue;
		events->rows[events->n++] = (struct tp_event){ call->tp, call->class->system };
	}
	sort(events->rows, events->n, sizeof(*events->rows), tp_event_cmp, NULL);
	return 0;
}

static const char *tp_system(const struct tp_events *events, const struct tracepoint *tp)
{
	const struct tp_event key = { .tp = tp };
	const struct tp_event *row;

	row = bsearch(&key, events->rows, events->n, sizeof(key), tp_event_cmp);
	return row ? row->system : NULL;
}

/* ---- creation; context: process, registry lock held ---- */

static void tp_create(struct dtrace_provider *prov, struct tracepoint *tp, const char *system)
{
	struct tp_point *point = kzalloc(sizeof(*point), GFP_KERNEL);

	if (!point)
		return;
	point->tp = tp;
	point->probe = dtrace_probe_create(prov, system, "", tp->name, point);
	if (!point->probe)
		kfree(point);
}

static void tp_create_both(struct tracepoint *tp, const struct tp_events *events)
{
	const char *system = tp_system(events, tp);
	const char *owner = events->mod ? events->mod->name : TP_SYSTEM;

	if (system)
		tp_create(sdt_provider, tp, system);
	tp_create(rawtp_provider, tp, system ?: owner);
}

static void tp_create_kernel(struct tracepoint *tp, void *arg)
{
	tp_create_both(tp, arg);
}

static int __init tp_create_all(void)
{
	struct tp_events events = {};
	int err = tp_events_collect(&events, NULL);

	if (err)
		return err;
	dtrace_registry_lock();
	for_each_kernel_tracepoint(tp_create_kernel, &events);
	dtrace_registry_unlock();
	kvfree(events.rows);
	return 0;
}

/* ---- modules; context: process, with the lock of the tracepoint modules ---- */

#ifdef CONFIG_MODULES

static void tp_create_module(struct tracepoint *tp, struct module *mod, void *arg)
{
	tp_create_both(tp, arg);
}

static void tp_module_coming(struct module *mod)
{
	struct tp_events events = {};

	if (tp_events_collect(&events, mod)) {
		pr_warn("dtrace: no memory for the tracepoints of %s\n", mod->name);
		return;
	}
	dtrace_registry_lock();
	for_each_tracepoint_in_module(mod, tp_create_module, &events);
	dtrace_registry_unlock();
	kvfree(events.rows);
}

static bool tp_in_module(void *parg, void *arg)
{
	const struct tp_point *point = parg;

	return within_module((unsigned long)point->tp, arg);
}

static void tp_module_going(struct module *mod)
{
	dtrace_registry_lock();
	dtrace_probes_destroy(sdt_provider, tp_in_module, mod);
	dtrace_probes_destroy(rawtp_provider, tp_in_module, mod);
	dtrace_registry_unlock();
	tracepoint_synchronize_unregister();
}

static int tp_module_notify(struct notifier_block *nb, unsigned long state, void *data)
{
	const struct tp_module *tpm = data;

	if (state == MODULE_STATE_COMING)
		tp_module_coming(tpm->mod);
	else if (state == MODULE_STATE_GOING)
		tp_module_going(tpm->mod);
	return NOTIFY_OK;
}

static struct notifier_block tp_module_nb = { .notifier_call = tp_module_notify };

static int __init tp_watch_modules(void)
{
	return register_tracepoint_module_notifier(&tp_module_nb);
}

#else

static int __init tp_watch_modules(void)
{
	return 0;
}

#endif /* CONFIG_MODULES */

int __init dt_tracepoint_init(void)
{
	int err = dtrace_register(&sdt_info, NULL, &sdt_provider);

	if (!err)
		err = dtrace_register(&rawtp_info, NULL, &rawtp_provider);
	if (!err)
		err = tp_create_all();
	return err ?: tp_watch_modules();
}
