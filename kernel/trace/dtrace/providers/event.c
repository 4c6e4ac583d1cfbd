// SPDX-License-Identifier: GPL-2.0
/*
 * What the providers that stand on tracepoints have in common; see event.h.
 */
#include "providers/event.h"

static void sources_detach(struct dt_event *event, unsigned int n)
{
	while (n--) {
		struct dt_source *source = event->sources[n];

		if (!--source->users)
			source->detach();
	}
}

static unsigned int sources_count(const struct dt_event *event)
{
	unsigned int n = 0;

	while (n < DT_EVENT_SOURCES && event->sources[n])
		n++;
	return n;
}

static int event_enable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct dt_event_provider *prov = arg;
	struct dt_event *event = parg;
	unsigned int i, n = sources_count(event);

	for (i = 0; i < n; i++) {
		struct dt_source *source = event->sources[i];
		int err = source->users ? 0 : source->attach();

		if (err) {
			sources_detach(event, i);
			return err;
		}
		source->users++;
	}
	WRITE_ONCE(event->on, true);
	prov->enabled++;
	return 0;
}

static void event_disable(void *arg, struct dtrace_probe *probe, void *parg)
{
	struct dt_event_provider *prov = arg;
	struct dt_event *event = parg;

	WRITE_ONCE(event->on, false);
	sources_detach(event, sources_count(event));
	if (--prov->enabled || !prov->idle)
		return;
	tracepoint_synchronize_unregister();
	prov->idle();
}

static int event_argdesc(void *arg, struct dtrace_probe *probe, void *parg, unsigned int n,
			 struct dtrace_argdesc *desc)
{
	const struct dt_event *event = parg;

	return dtrace_argdesc_row(desc, event->args, n);
}

const struct dtrace_provider_ops dt_event_ops = {
	.enable		= event_enable,
	.disable	= event_disable,
	.argdesc	= event_argdesc,
};

int dt_event_init(struct dt_event_provider *prov)
{
	struct dtrace_provider *handle;
	unsigned int i;
	int err = dtrace_register(prov->info, prov, &handle);

	if (err)
		return err;
	dtrace_registry_lock();
	for (i = 0; i < prov->nevents && !err; i++) {
		struct dt_event *event = &prov->events[i];

		event->probe = dtrace_probe_create(handle, event->module ?: "vmlinux", event->func,
						   event->name, event);
		err = event->probe ? 0 : -ENOMEM;
	}
	dtrace_registry_unlock();
	return err;
}
