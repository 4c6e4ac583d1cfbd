// SPDX-License-Identifier: GPL-2.0
/*
 * The providers: registration, removal, and asking them for probes.
 *
 * Lock order of the engine: list of consumers > one consumer > registry. The registry lock is
 * the innermost; callbacks of providers run under it.
 */
#include "glob.h"
#include "match.h"
#include "probe.h"

static struct dt_mutex registry;
static struct dtrace_provider *providers;

void dtrace_registry_lock(void)
{
	dt_mutex_lock(&registry);
}

void dtrace_registry_unlock(void)
{
	dt_mutex_unlock(&registry);
}

bool dt_registry_trylock(void)
{
	return dt_mutex_trylock(&registry);
}

void dtrace_registry_assert_held(void)
{
	dt_mutex_assert_held(&registry);
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

static bool name_ok(const char *name)
{
	size_t i, n = strlen(name);

	if (!n || n >= DTRACE_PROVNAMELEN || (name[n - 1] >= '0' && name[n - 1] <= '9'))
		return false;
	for (i = 0; i < n; i++) {
		if (!is_name_char(name[i]))
			return false;
	}
	return true;
}

static bool info_ok(const struct dtrace_provider_info *info)
{
	if (!info->name || !name_ok(info->name))
		return false;
	return info->ops && info->ops->enable && info->ops->disable;
}

struct dtrace_provider *dt_provider_first(void)
{
	return providers;
}

struct dtrace_provider *dt_provider_find(const char *name)
{
	struct dtrace_provider *prov = providers;

	while (prov && strcmp(prov->info->name, name))
		prov = prov->next;
	return prov;
}

static void provider_append(struct dtrace_provider *prov)
{
	struct dtrace_provider **p = &providers;

	while (*p)
		p = &(*p)->next;
	*p = prov;
}

int dtrace_register(const struct dtrace_provider_info *info, void *arg,
		    struct dtrace_provider **out)
{
	struct dtrace_provider *prov;
	int err = 0;

	if (!info_ok(info))
		return -EINVAL;
	prov = dt_host_zalloc(sizeof(*prov));
	if (!prov)
		return -ENOMEM;
	prov->info = info;
	prov->arg = arg;
	dtrace_registry_lock();
	if (dt_provider_find(info->name))
		err = -EEXIST;
	else
		provider_append(prov);
	dtrace_registry_unlock();
	if (err) {
		dt_host_free(prov);
		return err;
	}
	*out = prov;
	return 0;
}

void dtrace_unregister(struct dtrace_provider *prov)
{
	struct dtrace_provider **p = &providers;

	dtrace_registry_lock();
	dtrace_probes_destroy(prov, NULL, NULL);
	while (*p != prov)
		p = &(*p)->next;
	*p = prov->next;
	dtrace_registry_unlock();
	dt_host_free(prov);
}

static bool pattern_is_empty(const struct dtrace_pattern *p)
{
	return !*p->provider && !*p->module && !*p->function && !*p->name;
}

void dt_provider_provide(const struct dtrace_pattern *pattern)
{
	struct dtrace_provider *prov;

	dtrace_registry_assert_held();
	for (prov = providers; prov; prov = prov->next) {
		const struct dtrace_provider_ops *ops = prov->info->ops;

		if (!ops->provide || !dt_glob_match(pattern->provider, prov->info->name))
			continue;
		ops->provide(prov->arg, pattern_is_empty(pattern) ? NULL : pattern);
	}
}

size_t dt_provider_explain(const struct dtrace_pattern *pattern, u32 rights, char *buf, size_t size)
{
	struct dtrace_provider *prov;
	size_t n = 0;

	dtrace_registry_assert_held();
	for (prov = providers; prov && !n; prov = prov->next) {
		const struct dtrace_provider_ops *ops = prov->info->ops;

		if (ops->explain && dt_glob_match(pattern->provider, prov->info->name) &&
		    dt_provider_visible(prov, rights))
			n = ops->explain(prov->arg, pattern, buf, size);
	}
	return n;
}

int dt_provider_settle(void)
{
	struct dtrace_provider *prov;
	int err, first = 0;

	dtrace_registry_assert_held();
	for (prov = providers; prov; prov = prov->next) {
		if (!prov->unsettled)
			continue;
		prov->unsettled = false;
		err = prov->info->ops->settle ? prov->info->ops->settle(prov->arg) : 0;
		if (!first)
			first = err;
	}
	return first;
}

int dt_registry_init(void)
{
	dt_mutex_init(&registry);
	return dt_probe_init();
}

/* Every provider is gone. */
void dt_registry_exit(void)
{
	WARN_ON_ONCE(providers);
	dt_probe_exit();
}
