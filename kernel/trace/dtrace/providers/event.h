/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Providers whose probes stand for events that tracepoints tell: what proc, sched, io and the like
 * have in common.
 *
 * A provider is a table of probes and a few handlers of tracepoints. Each probe names the sources,
 * tracepoint and handler, that can fire it; a source is attached while at least one probe that
 * needs it is enabled. So nothing runs that nobody asked for.
 */
#ifndef _DTRACE_PROVIDERS_EVENT_H
#define _DTRACE_PROVIDERS_EVENT_H

#include <linux/compiler.h>
#include <linux/dtrace.h>
#include <linux/rcupdate.h>
#include <linux/tracepoint.h>

#define DT_EVENT_SOURCES	4

/**
 * struct dt_source - a tracepoint and its handler
 * @attach: register the handler; 0 or -errno
 * @detach: undo that; the handler may still run when it returns
 * @users: enabled probes that need it; under the registry lock
 */
struct dt_source {
	int		(*attach)(void);
	void		(*detach)(void);
	unsigned int	users;
};

/*
 * DT_SOURCE(NAME, TRACEPOINT) defines the source src_NAME, whose handler is on_NAME(). The compiler
 * checks that the handler has the tracepoint's arguments.
 */
#define DT_SOURCE(_name, _tp)					\
	static int _name##_attach(void)				\
	{							\
		return register_trace_##_tp(on_##_name, NULL);	\
	}							\
	static void _name##_detach(void)			\
	{							\
		unregister_trace_##_tp(on_##_name, NULL);	\
	}							\
	static struct dt_source src_##_name = {			\
		.attach = _name##_attach,			\
		.detach = _name##_detach,			\
	}

/**
 * struct dt_event - a probe
 * @module: as listed; NULL: "vmlinux"
 * @func: function that the event happens in
 * @name: name of the probe
 * @sources: what can fire it; NULL after the last
 * @args: types of args[], may be NULL
 * @probe: set once when the provider starts
 * @on: the probe is enabled; a hint for handlers that have something to compute first
 */
struct dt_event {
	const char			*module;
	const char			*func;
	const char			*name;
	struct dt_source		*sources[DT_EVENT_SOURCES];
	const struct dtrace_argtype	*args;
	struct dtrace_probe		*probe;
	bool				on;
};

/* DT_EVENT(INDEX, FUNCTION, NAME, ARGS, SOURCES...): a row of a table of probes */
#define DT_EVENT(_id, _func, _name, _args, ...) \
	[_id] = { .func = _func, .name = _name, .args = _args, .sources = { __VA_ARGS__ } }

/**
 * struct dt_event_provider - a provider of such probes
 * @info: its description; ops are dt_event_ops
 * @events: the probes
 * @nevents: their number
 * @idle: called when no probe is enabled any more and no handler runs; may sleep; may be NULL
 * @enabled: number of enabled probes, under the registry lock
 */
struct dt_event_provider {
	const struct dtrace_provider_info *info;
	struct dt_event		*events;
	unsigned int		nevents;
	void			(*idle)(void);
	unsigned int		enabled;
};

extern const struct dtrace_provider_ops dt_event_ops;

/* Stability of these providers */
#define DT_EVENT_ATTR {						\
		DTRACE_ATTR(EVOLVING, EVOLVING, ISA),		\
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),		\
		DTRACE_ATTR(PRIVATE, PRIVATE, UNKNOWN),		\
		DTRACE_ATTR(EVOLVING, EVOLVING, ISA),		\
		DTRACE_ATTR(EVOLVING, EVOLVING, ISA),		\
	}

/* Register the provider and create its probes. Context: process. Return: 0 or -errno. */
int dt_event_init(struct dt_event_provider *prov);

/*
 * Frames between a handler and the code with the tracepoint: with more than one handler on it they
 * are called by an iterator.
 */
static __always_inline unsigned int dt_tp_frames(const struct tracepoint *tp)
{
	const struct tracepoint_func *funcs = rcu_dereference_raw(tp->funcs);

	return funcs && funcs[1].func;
}

static __always_inline void dt_event_fire(const struct tracepoint *tp, const struct dt_event *event,
					  const u64 *args, unsigned int nargs)
{
	const struct dtrace_firing firing = {
		.args = args, .nargs = nargs, .aframes = dt_tp_frames(tp),
	};

	dtrace_probe_fire(event->probe, &firing);
}

/*
 * DT_FIRE(TRACEPOINT, EVENT, arg0, ...), at least one argument: the event of a probe happened.
 * Inlined into the handler, where the stack walk begins.
 */
#define DT_FIRE(_tp, _event, ...) do {							\
	const u64 __args[] = { __VA_ARGS__ };						\
	dt_event_fire(&__tracepoint_##_tp, _event, __args, ARRAY_SIZE(__args));		\
} while (0)

#endif /* _DTRACE_PROVIDERS_EVENT_H */
