// SPDX-License-Identifier: GPL-2.0
/*
 * Types of probe arguments: what providers say of them, and the control call ARGDESC.
 */
#include "ctl.h"
#include "match.h"

static int put_text(char (*to)[DTRACE_ARGTYPELEN], const char *text)
{
	size_t n = strlen(text);

	if (n >= sizeof(*to))
		return -E2BIG;
	memcpy(*to, text, n + 1);
	return 0;
}

int dtrace_argdesc_set(struct dtrace_argdesc *desc, const char *native, const char *translated,
		       u32 mapping)
{
	int err = put_text(&desc->native, native);

	desc->mapping = mapping;
	return err ? err : put_text(&desc->translated, translated ? translated : native);
}

int dtrace_argdesc_row(struct dtrace_argdesc *desc, const struct dtrace_argtype *rows,
		       unsigned int n)
{
	unsigned int i;

	if (!rows)
		return -ENOENT;
	for (i = 0; rows[i].native; i++) {
		if (i == n)
			return dtrace_argdesc_set(desc, rows[i].native, rows[i].translated,
						  rows[i].mapping);
	}
	return -ENOENT;
}

static long describe_arg(struct dtrace_probe *probe, struct dtrace_argdesc *desc)
{
	const struct dtrace_provider *prov = probe->provider;
	const struct dtrace_provider_ops *ops = prov->info->ops;

	desc->from = prov->info->args_from;
	if (ops->argdesc)
		return ops->argdesc(prov->arg, probe, probe->parg, desc->n, desc);
	return desc->from ? 0 : -ENOENT;
}

long dt_ctl_argdesc(struct dt_consumer *c, void *arg)
{
	struct dtrace_argdesc *desc = arg;
	struct dtrace_probe *probe;
	long ret = -ENOENT;

	if (desc->from || desc->mapping || *desc->native || *desc->translated)
		return -EINVAL;
	dtrace_registry_lock();
	probe = dt_probe_by_id(desc->probe_id);
	if (probe && dt_provider_visible(probe->provider, c->rights))
		ret = describe_arg(probe, desc);
	dtrace_registry_unlock();
	return ret;
}
