// SPDX-License-Identifier: GPL-2.0
/*
 * Control calls about the engine, its probes and providers: CONF, PROBES, EXPLAIN, REFUSED,
 * PROVIDER.
 */
#include "ctl.h"
#include "glob.h"
#include "match.h"

long dt_ctl_conf(struct dt_consumer *c, void *arg)
{
	struct dtrace_conf *conf = arg;

	(void)c;
	conf->api_version = DTRACE_API_VERSION;
	conf->dif_version = DTRACE_DIF_VERSION;
	conf->dif_regs = DTRACE_DIF_NREGS;
	conf->dif_tregs = DTRACE_DIF_NTUPREGS;
	conf->ncpus = dt_host_ncpus();
	return 0;
}

static void copy_name(char *dst, const char *src, size_t size)
{
	size_t n = min(strlen(src), size - 1);

	memcpy(dst, src, n);
	dst[n] = '\0';
}

static void describe(const struct dtrace_probe *probe, struct dtrace_probe_desc *desc)
{
	memset(desc, 0, sizeof(*desc));
	desc->id = probe->id;
	copy_name(desc->provider, probe->names.provider, sizeof(desc->provider));
	copy_name(desc->module, probe->names.module, sizeof(desc->module));
	copy_name(desc->function, probe->names.function, sizeof(desc->function));
	copy_name(desc->name, probe->names.name, sizeof(desc->name));
}

static bool terminated(const char *field, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (!field[i])
			return true;
	}
	return false;
}

static bool pattern_ok(const struct dtrace_pattern *p)
{
	return !p->reserved && terminated(p->provider, sizeof(p->provider)) &&
	       terminated(p->module, sizeof(p->module)) &&
	       terminated(p->function, sizeof(p->function)) && terminated(p->name, sizeof(p->name));
}

/* A probe that is gone, but not forgotten: the consumer may have its records. */
static const struct dtrace_probe *find_gone(const struct dt_consumer *c, u32 id)
{
	u32 i;

	for (i = 0; i < c->necbs; i++) {
		if (c->ecbs[i]->probe->id == id)
			return c->ecbs[i]->probe;
	}
	return NULL;
}

/* The next probe of a list */
static const struct dtrace_probe *next_match(const struct dt_consumer *c,
					     const struct dtrace_probes *req)
{
	const struct dtrace_probe *probe = dt_match(&req->pattern, c->rights, req->after);

	if (!probe && req->pattern.id > req->after)
		probe = find_gone(c, req->pattern.id);
	return probe;
}

/* Probes that are described in one go, while the registry is locked */
#define PROBES_BATCH	64u

/* Return: how many there were; fewer than @room: no more */
static u32 list_batch(struct dt_consumer *c, struct dtrace_probes *req,
		      struct dtrace_probe_desc *descs, u32 room)
{
	const struct dtrace_probe *probe;
	u32 n = 0;

	dtrace_registry_lock();
	while (n < room && (probe = next_match(c, req))) {
		describe(probe, &descs[n++]);
		req->after = probe->id;
	}
	dtrace_registry_unlock();
	return n;
}

/* The caller's memory may be slow: it is written without the lock that everybody needs. */
static long list(struct dt_consumer *c, struct dtrace_probes *req, struct dtrace_probe_desc *descs)
{
	u32 done = 0, room, n;

	do {
		room = min(req->count - done, PROBES_BATCH);
		n = list_batch(c, req, descs, room);
		if (n && dt_host_ctl_copyout(req->probes + (u64)done * sizeof(*descs), descs,
					     n * sizeof(*descs)))
			return -EFAULT;
		done += n;
	} while (n == room && done < req->count);
	req->count = done;
	return done;
}

long dt_ctl_probes(struct dt_consumer *c, void *arg)
{
	struct dtrace_probes *req = arg;
	struct dtrace_probe_desc *descs;
	long ret;

	if (!pattern_ok(&req->pattern))
		return -EINVAL;
	descs = dt_host_zalloc(PROBES_BATCH * sizeof(*descs));
	if (!descs)
		return -ENOMEM;
	if (!req->after && !req->pattern.id) {
		dtrace_registry_lock();
		dt_provider_provide(&req->pattern);
		dtrace_registry_unlock();
	}
	ret = list(c, req, descs);
	dt_host_free(descs);
	return ret;
}

static long deliver(const struct dtrace_explain *req, char *text, size_t n)
{
	if (!n || !req->msg_size)
		return -ENOENT;
	n = min(n + 1, (size_t)req->msg_size);
	text[n - 1] = '\0';
	return dt_host_ctl_copyout(req->msg, text, n) ? -EFAULT : 0;
}

long dt_ctl_explain(struct dt_consumer *c, void *arg)
{
	const struct dtrace_explain *req = arg;
	struct dt_msg *msg;
	size_t n;
	long ret;

	if (!pattern_ok(&req->pattern) || req->reserved)
		return -EINVAL;
	msg = dt_host_zalloc(sizeof(*msg));
	if (!msg)
		return -ENOMEM;
	dtrace_registry_lock();
	n = dt_provider_explain(&req->pattern, c->rights, msg->text, sizeof(msg->text));
	dtrace_registry_unlock();
	ret = deliver(req, msg->text, n);
	dt_host_free(msg);
	return ret;
}

long dt_ctl_refused(struct dt_consumer *c, void *arg)
{
	struct dtrace_refused *req = arg;
	const struct dt_refused *refused;

	if (req->n >= c->nrefused)
		return -ENOENT;
	refused = &c->refused[req->n];
	req->count = refused->count;
	describe(refused->probe, &req->probe);
	copy_name(req->reason, refused->reason, sizeof(req->reason));
	return 0;
}

long dt_ctl_provider(struct dt_consumer *c, void *arg)
{
	struct dtrace_provider_desc *desc = arg;
	const struct dtrace_provider *prov;
	long ret = -ENOENT;

	if (desc->reserved || !terminated(desc->name, sizeof(desc->name)))
		return -EINVAL;
	dtrace_registry_lock();
	prov = dt_provider_find(desc->name);
	if (prov && dt_provider_visible(prov, c->rights)) {
		desc->provider = prov->info->attr[0];
		desc->module = prov->info->attr[1];
		desc->function = prov->info->attr[2];
		desc->probe_name = prov->info->attr[3];
		desc->args = prov->info->attr[4];
		ret = 0;
	}
	dtrace_registry_unlock();
	return ret;
}
