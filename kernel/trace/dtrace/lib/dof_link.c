// SPDX-License-Identifier: GPL-2.0
/*
 * From a checked DOF image to a program: DIFOs are verified once each, clauses get copies of what
 * they name.
 */
#include "dof_image.h"

/* The program under construction */
struct link {
	const struct dt_dof_image *image;
	u32 rights;
	struct dt_difo **difos;		/* by index in section difo; a reference each */
	struct dt_program *prog;
	struct dt_msg *msg;
};

/* ---- DIFOs ---- */

static void raw_difo(const struct dt_dof_image *image, const struct dtrace_dof_difo *d,
		     struct dt_difo_raw *raw)
{
	*raw = (struct dt_difo_raw){
		.ntext = d->ntext,
		.nints = d->nints,
		.nstrs = d->nstrs,
		.nvars = d->nvars,
		.rtype = d->rtype,
	};
	if (d->ntext)
		raw->text = dt_dof_text(image) + d->text;
	if (d->nints)
		raw->ints = dt_dof_ints(image) + d->ints;
	if (d->nstrs)
		raw->strs = dt_dof_difstr(image) + d->strs;
	if (d->nvars)
		raw->vars = dt_dof_vars(image) + d->vars;
}

/* Put the number of the DIFO before the verifier's message */
static void name_difo(struct dt_msg *msg, u32 i)
{
	char prefix[24];
	int n = scnprintf(prefix, sizeof(prefix), "difo %u: ", i);

	memmove(msg->text + n, msg->text, sizeof(msg->text) - n);
	memcpy(msg->text, prefix, n);
	msg->text[sizeof(msg->text) - 1] = '\0';
}

static int link_difos(struct link *l)
{
	const u32 n = l->image->n[DTRACE_DOF_SEC_DIFO];
	struct dt_difo_raw raw;
	int ret = 0;
	u32 i;

	l->difos = dt_host_zalloc(n * sizeof(*l->difos));
	if (!l->difos)
		return -ENOMEM;
	for (i = 0; i < n && !ret; i++) {
		raw_difo(l->image, &dt_dof_difos(l->image)[i], &raw);
		ret = dt_difo_verify(&raw, l->rights, &l->difos[i], l->msg);
		if (ret == -EINVAL)
			name_difo(l->msg, i);
	}
	return ret;
}

static void put_difos(struct link *l)
{
	u32 i;

	if (!l->difos)
		return;
	for (i = 0; i < l->image->n[DTRACE_DOF_SEC_DIFO]; i++)
		dt_difo_put(l->difos[i]);
	dt_host_free(l->difos);
}

static struct dt_difo *use_difo(struct link *l, u32 index)
{
	if (index == DTRACE_DOF_NONE)
		return NULL;
	dt_difo_get(l->difos[index]);
	return l->difos[index];
}

/* ---- probe descriptions ---- */

/* Return: false when the string does not fit the field */
static bool copy_name(char *dst, size_t size, const char *src)
{
	size_t len = strlen(src);

	if (len >= size)
		return false;
	memcpy(dst, src, len + 1);
	return true;
}

static int link_pattern(struct link *l, u32 index, struct dtrace_pattern *pattern)
{
	const struct dtrace_dof_pdesc *p = &dt_dof_pdescs(l->image)[index];
	const char *strtab = dt_dof_strtab(l->image);

	pattern->id = p->id;
	if (p->id)
		return 0;
	if (!copy_name(pattern->provider, sizeof(pattern->provider), strtab + p->provider) ||
	    !copy_name(pattern->module, sizeof(pattern->module), strtab + p->module) ||
	    !copy_name(pattern->function, sizeof(pattern->function), strtab + p->function) ||
	    !copy_name(pattern->name, sizeof(pattern->name), strtab + p->name))
		return dt_dof_refuse(l->msg, "pdesc %u: a name is too long", index);
	return 0;
}

/* ---- clauses ---- */

static void link_action(struct link *l, u32 index, struct dt_action *action)
{
	const struct dtrace_dof_action *a = &dt_dof_actions(l->image)[index];

	*action = (struct dt_action){
		.kind = a->kind,
		.ntuple = a->ntuple,
		.aggvar = a->aggvar,
		.arg = a->arg,
		.uarg = a->uarg,
		.difo = use_difo(l, a->difo),
		.difo2 = use_difo(l, a->difo2),
	};
}

static int link_clause(struct link *l, const struct dtrace_dof_clause *c, struct dt_clause *clause)
{
	int ret = 0;
	u32 i;

	clause->refs = 1;
	clause->uarg = c->uarg;
	clause->predicate = use_difo(l, c->predicate);
	clause->patterns = dt_host_zalloc(c->npdescs * sizeof(*clause->patterns));
	clause->actions = dt_host_zalloc(c->nactions * sizeof(*clause->actions));
	if (!clause->patterns || !clause->actions)
		return -ENOMEM;
	clause->npatterns = c->npdescs;
	for (i = 0; i < c->npdescs && !ret; i++)
		ret = link_pattern(l, c->pdesc + i, &clause->patterns[i]);
	for (i = 0; i < c->nactions; i++)
		link_action(l, c->action + i, &clause->actions[i]);
	clause->nactions = c->nactions;
	return ret;
}

static int link_clauses(struct link *l)
{
	const u32 n = l->image->n[DTRACE_DOF_SEC_CLAUSE];
	struct dt_program *prog = l->prog;
	int ret;

	prog->clauses = dt_host_zalloc(n * sizeof(*prog->clauses));
	if (!prog->clauses)
		return -ENOMEM;
	while (prog->nclauses < n) {
		struct dt_clause *clause = dt_host_zalloc(sizeof(*clause));

		if (!clause)
			return -ENOMEM;
		prog->clauses[prog->nclauses] = clause;
		ret = link_clause(l, &dt_dof_clauses(l->image)[prog->nclauses++], clause);
		if (ret)
			return ret;
	}
	return 0;
}

static int link_options(struct link *l)
{
	const struct dtrace_dof_option *o = dt_dof_options(l->image);
	const u32 n = l->image->n[DTRACE_DOF_SEC_OPTION];
	struct dt_program *prog = l->prog;

	prog->options = dt_host_zalloc(n * sizeof(*prog->options));
	if (!prog->options)
		return -ENOMEM;
	for (; prog->noptions < n; prog->noptions++)
		prog->options[prog->noptions] = (struct dt_option_set){
			o[prog->noptions].id, o[prog->noptions].value
		};
	return 0;
}

static int link_all(struct link *l)
{
	int ret;

	l->prog = dt_host_zalloc(sizeof(*l->prog));
	if (!l->prog)
		return -ENOMEM;
	ret = link_difos(l);
	if (!ret)
		ret = link_clauses(l);
	if (!ret)
		ret = link_options(l);
	put_difos(l);
	if (ret)
		dt_program_free(l->prog);
	return ret;
}

int dt_dof_parse(const void *image, size_t size, u32 rights, struct dt_program **out,
		 struct dt_msg *msg)
{
	struct dt_dof_image checked;
	struct link l = { .image = &checked, .rights = rights, .msg = msg };
	int ret;

	msg->text[0] = '\0';
	ret = dt_dof_open(image, size, &checked, msg);
	if (!ret)
		ret = dt_dof_entries(&checked, msg);
	if (!ret)
		ret = link_all(&l);
	if (!ret)
		*out = l.prog;
	return ret;
}

/* ---- life ---- */

void dt_clause_get(struct dt_clause *clause)
{
	clause->refs++;
}

void dt_clause_put(struct dt_clause *clause)
{
	u32 i;

	if (!clause || --clause->refs)
		return;
	for (i = 0; i < clause->nactions; i++) {
		dt_difo_put(clause->actions[i].difo);
		dt_difo_put(clause->actions[i].difo2);
	}
	dt_difo_put(clause->predicate);
	dt_host_free(clause->actions);
	dt_host_free(clause->patterns);
	dt_host_free(clause);
}

void dt_program_free(struct dt_program *prog)
{
	u32 i;

	if (!prog)
		return;
	for (i = 0; i < prog->nclauses; i++)
		dt_clause_put(prog->clauses[i]);
	dt_host_free(prog->clauses);
	dt_host_free(prog->options);
	dt_host_free(prog);
}
