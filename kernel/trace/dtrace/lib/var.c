// SPDX-License-Identifier: GPL-2.0
/*
 * Variables of a consumer: what is declared, and the static storage of globals and clause-locals.
 */
#include "var.h"
#include "mem.h"

#define IS_NULL 0xff	/* first byte of the storage of a by-reference variable that is NULL */

/* Storage of a static by-reference variable */
struct byref {
	u8	null;
	u8	pad[7];
	u8	bytes[];
};

/* Storage of a clause-local */
struct local {
	u32	generation;
	u32	pad;
	union {
		u64 value;
		struct byref ref;
	};
};

/* ---- declaration and start ---- */

struct dt_vars *dt_vars_create(void)
{
	return dt_host_zalloc(sizeof(struct dt_vars));
}

void dt_vars_destroy(struct dt_vars *vars)
{
	u32 i;

	if (!vars)
		return;
	for (i = 0; i < ARRAY_SIZE(vars->scope); i++)
		dt_host_free(vars->scope[i].v);
	dt_host_free(vars->globals);
	dt_host_free(vars->locals);
	dt_host_free(vars->rng);
	dt_dynvars_free(&vars->dyn);
	dt_host_free(vars);
}

static int scope_room(struct dt_varscope *s, u32 n)
{
	struct dt_vardesc *v;
	u32 room;

	if (n <= s->n)
		return 0;
	room = max(n, min(2 * s->n, (u32)(DTRACE_DIF_VAR_MAX - DTRACE_DIF_VAR_USER + 1)));
	v = dt_host_zalloc(room * sizeof(*v));
	if (!v)
		return -ENOMEM;
	if (s->n)
		memcpy(v, s->v, s->n * sizeof(*v));
	dt_host_free(s->v);
	s->v = v;
	s->n = room;
	return 0;
}

static bool same(const struct dt_vardesc *known, const struct dtrace_dif_var *var)
{
	if (known->kind != var->kind || known->type.kind != var->type.kind ||
	    known->type.flags != var->type.flags)
		return false;
	return known->type.size == var->type.size || !var->type.size;
}

static const char *const scope_names[] = { "global", "thread-local", "clause-local" };

static int check_known(const struct dt_vars *vars, const struct dtrace_dif_var *var,
		       struct dt_msg *msg)
{
	const struct dt_vardesc *known = dt_vardesc(vars, var->scope, var->id);

	if (!known->known || same(known, var))
		return 0;
	scnprintf(msg->text, sizeof(msg->text), "%s variable 0x%x is known with another type",
		  scope_names[var->scope], var->id);
	return -EINVAL;
}

static void learn(struct dt_vars *vars, const struct dtrace_dif_var *var)
{
	struct dt_vardesc *d = &vars->scope[var->scope].v[var->id - DTRACE_DIF_VAR_USER];

	if (d->known)
		return;
	d->known = true;
	d->kind = var->kind;
	d->type = var->type;
}

int dt_vars_declare(struct dt_vars *vars, const struct dt_difo *difo, struct dt_msg *msg)
{
	const struct dtrace_dif_var *var;
	int ret = 0;
	u32 i;

	for (i = 0; i < difo->nvars && !ret; i++) {
		var = &difo->vars[i];
		ret = scope_room(&vars->scope[var->scope], var->id - DTRACE_DIF_VAR_USER + 1);
		if (!ret)
			ret = check_known(vars, var, msg);
	}
	if (ret)
		return ret;
	for (i = 0; i < difo->nvars; i++)
		learn(vars, &difo->vars[i]);
	if (difo->dynvar_chunk) {
		vars->dynamic = true;
		vars->need.bytes = max(vars->need.bytes, difo->dynvar_chunk);
		vars->need.strings = max(vars->need.strings, difo->dynvar_strings);
	}
	return 0;
}

/* Give each variable of a scope its place, @prefix bytes before its value. Return: bytes in all. */
static u64 lay_out(struct dt_varscope *s, u32 strsize, u32 prefix)
{
	u64 at = 0;
	u32 i;

	for (i = 0; i < s->n; i++) {
		struct dt_vardesc *d = &s->v[i];

		if (d->type.flags & (DTRACE_DIF_TF_BYREF | DTRACE_DIF_TF_BYUREF))
			d->size = d->type.size ? d->type.size : strsize;
		if (!d->known || d->kind != DTRACE_DIF_VAR_SCALAR)
			continue;
		d->offset = at;
		at += prefix + sizeof(u64) + ALIGN(d->size, 8u);
	}
	return at;
}

/*
 * xoroshiro128+. Two streams of one seed are told apart by an odd increment per CPU, mixed well;
 * 2^64 numbers of one CPU never meet those of another in any use that fits a trace.
 */
static u64 mix(u64 x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9ULL;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static int start_rng(struct dt_vars *vars)
{
	const u64 seed = dt_host_random();
	u32 cpu;

	vars->rng = dt_host_zalloc(vars->ncpus * sizeof(*vars->rng));
	if (!vars->rng)
		return -ENOMEM;
	for (cpu = 0; cpu < vars->ncpus; cpu++) {
		vars->rng[cpu].a = mix(seed + (2 * cpu + 1) * 0x9e3779b97f4a7c15ULL);
		vars->rng[cpu].b = mix(seed + (2 * cpu + 2) * 0x9e3779b97f4a7c15ULL) | 1;
	}
	return 0;
}

int dt_vars_start(struct dt_vars *vars, u32 strsize, u64 *dynvarsize, bool resize)
{
	u64 chunk;

	vars->strsize = strsize;
	vars->ncpus = dt_host_ncpus();
	vars->globals_size = lay_out(&vars->scope[DTRACE_DIF_SCOPE_GLOBAL], strsize, 0);
	vars->locals_size = lay_out(&vars->scope[DTRACE_DIF_SCOPE_LOCAL], strsize,
				    offsetof(struct local, value));
	lay_out(&vars->scope[DTRACE_DIF_SCOPE_THREAD], strsize, 0);
	vars->globals = dt_host_zalloc(vars->globals_size);
	vars->locals = dt_host_zalloc(vars->ncpus * vars->locals_size);
	if (!vars->globals || !vars->locals || start_rng(vars))
		return -ENOMEM;
	if (!vars->dynamic)
		return 0;
	chunk = vars->need.bytes + (u64)vars->need.strings * ALIGN(strsize, 8u);
	return dt_dynvars_start(&vars->dyn, chunk, dynvarsize, resize);
}

void dt_vars_clean(struct dt_vars *vars)
{
	if (!vars->dyn.cpu)
		return;
	dt_dynvars_reap(&vars->dyn);
	dt_dynvars_clean(&vars->dyn);
}

void dt_vars_drops(const struct dt_vars *vars, struct dt_vars_drops *drops)
{
	u64 n[3] = { };

	dt_dynvars_drops(&vars->dyn, n);
	drops->dynamic = n[DT_DYNVAR_EMPTY - 1];
	drops->dynamic_rinse = n[DT_DYNVAR_RINSING - 1];
	drops->dynamic_dirty = n[DT_DYNVAR_DIRTY - 1];
}

/* ---- by reference ---- */

notrace void dt_var_copy(struct dt_mstate *m, const struct dt_vardesc *var, u8 *dst, u64 src)
{
	if (var->type.kind == DTRACE_DIF_KIND_STRING)
		dt_copy_string(m, dst, src, var->size);
	else if (var->type.flags & DTRACE_DIF_TF_BYUREF)
		dt_copy_user(m, dst, src, var->size);
	else
		dt_copy_in(m, dst, src, var->size);
}

static u64 load_ref(const struct byref *ref)
{
	return READ_ONCE(ref->null) == IS_NULL ? 0 : dt_addr(ref->bytes);
}

static void store_ref(struct dt_mstate *m, const struct dt_vardesc *var, struct byref *ref,
		      u64 value)
{
	WRITE_ONCE(ref->null, value ? 0 : IS_NULL);
	if (value)
		dt_var_copy(m, var, ref->bytes, value);
}

/* ---- globals ---- */

static const struct dt_vardesc *find(struct dt_mstate *m, u32 scope, u32 id)
{
	const struct dt_vardesc *var = dt_vardesc(m->vars, scope, id);

	if (unlikely(!var))
		dt_fault(m, DTRACE_FAULT_ILLOP, 0);
	return var;
}

notrace u64 dt_var_load_global(struct dt_mstate *m, u32 id)
{
	const struct dt_vardesc *var = find(m, DTRACE_DIF_SCOPE_GLOBAL, id);
	u8 *at;

	if (unlikely(!var))
		return 0;
	at = m->vars->globals + var->offset;
	return var->size ? load_ref((struct byref *)at) : READ_ONCE(*(u64 *)at);
}

notrace void dt_var_store_global(struct dt_mstate *m, u32 id, u64 value)
{
	const struct dt_vardesc *var = find(m, DTRACE_DIF_SCOPE_GLOBAL, id);
	u8 *at;

	if (unlikely(!var))
		return;
	at = m->vars->globals + var->offset;
	if (var->size)
		store_ref(m, var, (struct byref *)at, value);
	else
		WRITE_ONCE(*(u64 *)at, value);
}

/* ---- clause-locals ---- */

static struct local *local_at(const struct dt_mstate *m, const struct dt_vardesc *var)
{
	return (struct local *)(m->vars->locals + m->cpu * m->vars->locals_size + var->offset);
}

/* The storage, cleared if this firing had not touched it */
static struct local *local_touch(struct dt_mstate *m, const struct dt_vardesc *var)
{
	struct local *l = local_at(m, var);

	if (l->generation != m->generation) {
		memset(&l->value, 0, sizeof(l->value) + var->size);
		l->generation = m->generation;
	}
	return l;
}

notrace u64 dt_var_load_local(struct dt_mstate *m, u32 id)
{
	const struct dt_vardesc *var = find(m, DTRACE_DIF_SCOPE_LOCAL, id);
	struct local *l;

	if (unlikely(!var))
		return 0;
	l = local_touch(m, var);
	return var->size ? load_ref(&l->ref) : l->value;
}

notrace void dt_var_store_local(struct dt_mstate *m, u32 id, u64 value)
{
	const struct dt_vardesc *var = find(m, DTRACE_DIF_SCOPE_LOCAL, id);
	struct local *l;

	if (unlikely(!var))
		return;
	l = local_touch(m, var);
	if (var->size)
		store_ref(m, var, &l->ref, value);
	else
		l->value = value;
}

/* ---- rights ---- */

/*
 * Bytes from offset to the end of the by-reference variable of the scope that holds it; prefix as
 * in lay_out()
 */
static u64 static_bytes(const struct dt_varscope *s, u64 offset, u32 prefix)
{
	u32 i;

	for (i = 0; i < s->n; i++) {
		u64 start = (u64)s->v[i].offset + prefix + sizeof(u64);

		if (s->v[i].kind == DTRACE_DIF_VAR_SCALAR && s->v[i].size && offset >= start &&
		    offset - start < s->v[i].size)
			return s->v[i].size - (offset - start);
	}
	return 0;
}

notrace u64 dt_var_bytes_at(const struct dt_mstate *m, u64 addr)
{
	const struct dt_vars *vars = m->vars;
	u64 off;

	if (!vars)
		return 0;
	off = addr - dt_addr(vars->globals);
	if (off < vars->globals_size)
		return static_bytes(&vars->scope[DTRACE_DIF_SCOPE_GLOBAL], off, 0);
	off = addr - dt_addr(vars->locals) - m->cpu * vars->locals_size;
	if (off < vars->locals_size)
		return static_bytes(&vars->scope[DTRACE_DIF_SCOPE_LOCAL], off,
				    offsetof(struct local, value));
	return dt_dynvar_bytes_at(&vars->dyn, addr);
}
