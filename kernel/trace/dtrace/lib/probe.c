// SPDX-License-Identifier: GPL-2.0
/*
 * The probes: id table, hash chains, creation and destruction.
 */
#include "probe.h"
#include "ecb.h"

struct probe_hash {
	struct dtrace_probe	**heads;
	u32			nheads;		/* a power of two */
};

/*
 * By id - 1. Ids ascend, and start again with those that nothing refers to any more when fewer than
 * half of them are in use: who makes probes come and go does not make the table grow.
 */
static struct dtrace_probe **probe_ids;
static u32 probe_ids_room;			/* a power of two */
static u32 probe_ids_used;
static u32 probe_next;				/* where a free id is looked for */
static u32 probe_last_id;			/* the highest that there was */
static struct dtrace_probe probe_gone;		/* stands for those that are only referred to */
static u32 probe_count;
static u64 probe_newest;
static struct probe_hash probe_hashes[DT_PROBE_NKEYS];

#define PROBE_FIRST_ROOM	1024

static u32 hash_string(u32 h, const char *s)
{
	do {
		h = (h ^ (unsigned char)*s) * 16777619u;
	} while (*s++);
	return h;
}

static u32 hash_names(const struct dt_probe_names *n)
{
	u32 h = hash_string(2166136261u, n->provider);

	h = hash_string(h, n->module);
	h = hash_string(h, n->function);
	return hash_string(h, n->name);
}

static u32 hash_function(const char *function)
{
	return hash_string(2166136261u, function);
}

static void hash_link(struct dtrace_probe *probe, enum dt_probe_key key)
{
	struct probe_hash *h = &probe_hashes[key];
	struct dtrace_probe **head = &h->heads[probe->hash[key] & (h->nheads - 1)];

	probe->chain[key] = *head;
	probe->pchain[key] = head;
	if (*head)
		(*head)->pchain[key] = &probe->chain[key];
	*head = probe;
}

static void hash_unlink(struct dtrace_probe *probe, enum dt_probe_key key)
{
	struct dtrace_probe *next = probe->chain[key];

	*probe->pchain[key] = next;
	if (next)
		next->pchain[key] = probe->pchain[key];
}

/* More heads for all chains of one key; every probe is linked anew. */
static int hash_grow(enum dt_probe_key key, u32 nheads)
{
	struct probe_hash *h = &probe_hashes[key];
	struct dtrace_probe **heads = dt_host_zalloc(nheads * sizeof(*heads));
	u32 i;

	if (!heads)
		return -ENOMEM;
	dt_host_free(h->heads);
	h->heads = heads;
	h->nheads = nheads;
	for (i = 1; i <= probe_last_id; i++) {
		struct dtrace_probe *probe = dt_probe_by_id(i);

		if (probe)
			hash_link(probe, key);
	}
	return 0;
}

static int ids_grow(void)
{
	u32 room = probe_ids_room ? 2 * probe_ids_room : PROBE_FIRST_ROOM;
	struct dtrace_probe **ids = dt_host_zalloc(room * sizeof(*ids));

	if (!ids)
		return -ENOMEM;
	if (probe_ids)
		memcpy(ids, probe_ids, probe_ids_room * sizeof(*ids));
	dt_host_free(probe_ids);
	probe_ids = ids;
	probe_ids_room = room;
	return 0;
}

/* Ends: behind the start there are free ones, or the table is grown. */
static int find_free_id(void)
{
	while (probe_next == probe_ids_room || probe_ids[probe_next]) {
		if (probe_next < probe_ids_room)
			probe_next++;
		else if (probe_ids_used < probe_ids_room / 2)
			probe_next = 0;
		else if (ids_grow())
			return -ENOMEM;
	}
	return 0;
}

static int probe_make_room(void)
{
	int key;

	if (find_free_id())
		return -ENOMEM;
	for (key = 0; key < DT_PROBE_NKEYS; key++) {
		/* Without memory the chains just get longer. */
		if (probe_count > probe_hashes[key].nheads)
			(void)hash_grow(key, 4 * probe_hashes[key].nheads);
	}
	return 0;
}

static bool same_names(const struct dt_probe_names *a, const struct dt_probe_names *b)
{
	return !strcmp(a->function, b->function) && !strcmp(a->name, b->name) &&
	       !strcmp(a->module, b->module) && !strcmp(a->provider, b->provider);
}

static bool names_exist(const struct dt_probe_names *names, u32 hash)
{
	struct probe_hash *h = &probe_hashes[DT_PROBE_BY_NAMES];
	struct dtrace_probe *p = h->heads[hash & (h->nheads - 1)];

	for (; p; p = p->chain[DT_PROBE_BY_NAMES]) {
		if (p->hash[DT_PROBE_BY_NAMES] == hash && same_names(&p->names, names))
			return true;
	}
	return false;
}

static bool names_fit(const struct dt_probe_names *n)
{
	return strlen(n->module) < DTRACE_MODNAMELEN && strlen(n->function) < DTRACE_FUNCNAMELEN &&
	       strlen(n->name) < DTRACE_NAMELEN;
}

static char *append(char **at, const char *s)
{
	char *start = *at;
	size_t n = strlen(s) + 1;

	memcpy(start, s, n);
	*at = start + n;
	return start;
}

/* A probe and its names in one block */
static struct dtrace_probe *probe_alloc(const struct dt_probe_names *names)
{
	size_t text = strlen(names->provider) + strlen(names->module) + strlen(names->function) +
		      strlen(names->name) + 4;
	struct dtrace_probe *probe = dt_host_zalloc(sizeof(*probe) + text);
	char *at;

	if (!probe)
		return NULL;
	at = (char *)(probe + 1);
	probe->refs = 1;
	probe->names.provider = append(&at, names->provider);
	probe->names.module = append(&at, names->module);
	probe->names.function = append(&at, names->function);
	probe->names.name = append(&at, names->name);
	return probe;
}

static void probe_link(struct dtrace_probe *probe)
{
	int key;

	probe_ids[probe_next++] = probe;
	probe_ids_used++;
	probe->id = probe_next;
	probe_last_id = max(probe_last_id, probe->id);
	probe->born = probe_newest + 1;
	WRITE_ONCE(probe_newest, probe->born);
	probe_count++;
	for (key = 0; key < DT_PROBE_NKEYS; key++)
		hash_link(probe, key);
	probe->provider_next = probe->provider->probes;
	probe->provider->probes = probe;
}

bool dtrace_probe_exists(const struct dtrace_provider *prov, const char *mod, const char *func,
			 const char *name)
{
	struct dt_probe_names names = { prov->info->name, mod, func, name };

	dtrace_registry_assert_held();
	return names_exist(&names, hash_names(&names));
}

struct dtrace_probe *dtrace_probe_create(struct dtrace_provider *prov, const char *mod,
					 const char *func, const char *name, void *parg)
{
	struct dt_probe_names names = { prov->info->name, mod, func, name };
	struct dtrace_probe *probe;
	u32 hash = hash_names(&names);

	dtrace_registry_assert_held();
	if (!names_fit(&names) || (!prov->info->same_names && names_exist(&names, hash)) ||
	    probe_make_room())
		return NULL;
	probe = probe_alloc(&names);
	if (!probe)
		return NULL;
	probe->provider = prov;
	probe->getarg = prov->info->ops->getarg;
	probe->parg = parg;
	probe->hash[DT_PROBE_BY_NAMES] = hash;
	probe->hash[DT_PROBE_BY_FUNCTION] = hash_function(func);
	probe_link(probe);
	return probe;
}

void dt_probe_get(struct dtrace_probe *probe)
{
	dtrace_registry_assert_held();
	probe->refs++;
}

void dt_probe_put(struct dtrace_probe *probe)
{
	dtrace_registry_assert_held();
	if (--probe->refs)
		return;
	probe_ids[probe->id - 1] = NULL;
	probe_ids_used--;
	dt_host_free(probe);
}

static void probe_destroy(struct dtrace_probe *probe)
{
	const struct dtrace_provider *prov = probe->provider;
	int key;

	for (key = 0; key < DT_PROBE_NKEYS; key++)
		hash_unlink(probe, key);
	probe_ids[probe->id - 1] = &probe_gone;
	probe_count--;
	if (prov->info->ops->destroy)
		prov->info->ops->destroy(prov->arg, probe, probe->parg);
	dt_probe_put(probe);
}

static bool is_gone(const struct dtrace_probe *probe, bool (*gone)(void *parg, void *arg),
		    void *arg)
{
	return !gone || gone(probe->parg, arg);
}

/* Take what goes off its consumers. Return: whether anything goes. */
static bool cut_gone(struct dtrace_provider *prov, bool (*gone)(void *parg, void *arg), void *arg)
{
	struct dtrace_probe *probe;
	bool any = false;

	for (probe = prov->probes; probe; probe = probe->provider_next) {
		if (!is_gone(probe, gone, arg))
			continue;
		dt_ecb_cut_probe(probe);
		any = true;
	}
	return any;
}

void dtrace_probes_destroy(struct dtrace_provider *prov, bool (*gone)(void *parg, void *arg),
			   void *arg)
{
	struct dtrace_probe **p = &prov->probes, *probe;

	dtrace_registry_assert_held();
	if (!cut_gone(prov, gone, arg))
		return;
	(void)dt_provider_settle();
	dt_host_sync();
	while ((probe = *p)) {
		if (is_gone(probe, gone, arg)) {
			*p = probe->provider_next;
			probe_destroy(probe);
		} else {
			p = &probe->provider_next;
		}
	}
}

u32 dtrace_probe_demands(const struct dtrace_probe *probe)
{
	return probe->demands;
}

u64 dt_probe_newest(void)
{
	return READ_ONCE(probe_newest);
}

u32 dt_probe_id_max(void)
{
	dtrace_registry_assert_held();
	return probe_last_id;
}

struct dtrace_probe *dt_probe_by_id(u32 id)
{
	struct dtrace_probe *probe = id && id <= probe_last_id ? probe_ids[id - 1] : NULL;

	return probe == &probe_gone ? NULL : probe;
}

struct dtrace_probe *dt_probe_chain_function(const char *function)
{
	struct probe_hash *h = &probe_hashes[DT_PROBE_BY_FUNCTION];

	return h->heads[hash_function(function) & (h->nheads - 1)];
}

int dt_probe_init(void)
{
	int key;

	for (key = 0; key < DT_PROBE_NKEYS; key++) {
		if (hash_grow(key, PROBE_FIRST_ROOM)) {
			dt_probe_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

void dt_probe_exit(void)
{
	int key;

	for (key = 0; key < DT_PROBE_NKEYS; key++) {
		dt_host_free(probe_hashes[key].heads);
		probe_hashes[key].heads = NULL;
		probe_hashes[key].nheads = 0;
	}
	dt_host_free(probe_ids);
	probe_ids = NULL;
	probe_ids_room = 0;
	probe_ids_used = 0;
	probe_next = 0;
	probe_last_id = 0;
	probe_count = 0;
}
