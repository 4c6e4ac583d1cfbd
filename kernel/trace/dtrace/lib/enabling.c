// SPDX-License-Identifier: GPL-2.0
/*
 * Enablings: the clauses of a program on the probes they name, in program order.
 */
#include "consumer.h"
#include "ecb.h"
#include "match.h"

struct enable_walk {
	struct dt_consumer	*c;
	const struct dt_plan	*plan;
	bool			nameless;	/* the description names nothing at all */
	struct dt_enable_result	*res;
};

static int enable_one(struct dtrace_probe *probe, void *arg)
{
	struct enable_walk *walk = arg;
	int err;

	/* "everything" means everything that stands for a place in the code */
	if (walk->nameless && !*probe->names.function)
		return 0;
	err = dt_ecb_create(walk->c, walk->plan, probe);
	if (err == -ENOMEM)
		return err;
	walk->res->nmatched++;
	if (err)
		walk->res->nfailed++;
	return 0;
}

static int enable_unless_interrupted(struct dtrace_probe *probe, void *arg)
{
	return dt_host_interrupted() ? -EINTR : enable_one(probe, arg);
}

static bool is_nameless(const struct dtrace_pattern *p)
{
	return !p->id && !*p->provider && !*p->module && !*p->function && !*p->name;
}

static int enable_pattern(const struct dtrace_pattern *pattern, struct enable_walk *walk)
{
	struct dt_enable_result *res = walk->res, before = *res;
	u32 matched, failed;
	int err;

	walk->nameless = is_nameless(pattern);
	if (!pattern->id)
		dt_provider_provide(pattern);
	err = dt_match_each(pattern, walk->c->rights, enable_unless_interrupted, walk);
	matched = res->nmatched - before.nmatched;
	failed = res->nfailed - before.nfailed;
	res->nrefused += matched && matched == failed;
	return err;
}

static int enable_plan(struct dt_consumer *c, const struct dt_plan *plan,
		       struct dt_enable_result *res)
{
	struct enable_walk walk = { .c = c, .plan = plan, .res = res };
	u32 i;
	int err = 0;

	/* Each may be a long search */
	for (i = 0; i < plan->clause->npatterns && !err; i++)
		err = dt_host_interrupted() ? -EINTR :
					      enable_pattern(&plan->clause->patterns[i], &walk);
	return err;
}

/* Those probes of the description that are newer than what the plan was matched with */
static int enable_newer(const struct dtrace_pattern *pattern, struct enable_walk *walk)
{
	struct dtrace_provider *prov;
	struct dtrace_probe *probe;
	int err = 0;

	if (pattern->id)
		return 0;
	walk->nameless = is_nameless(pattern);
	for (prov = dt_provider_first(); prov; prov = prov->next) {
		/* The newest come first. */
		for (probe = prov->probes; probe && probe->born > walk->plan->matched && !err;
		     probe = probe->provider_next) {
			if (dt_probe_matches(probe, pattern, walk->c->rights))
				err = enable_one(probe, walk);
		}
	}
	return err;
}

static void rematch_plan(struct dt_consumer *c, struct dt_plan *plan, struct dt_enable_result *res)
{
	struct enable_walk walk = { .c = c, .plan = plan, .res = res };
	u32 i;

	for (i = 0; i < plan->clause->npatterns; i++) {
		/* Without memory the rest is lost, and counts as one that could not be enabled. */
		if (enable_newer(&plan->clause->patterns[i], &walk))
			res->nfailed++;
	}
	plan->matched = dt_probe_newest();
}

void dt_enable_new(struct dt_consumer *c)
{
	struct dt_enable_result res = { 0 };
	struct dt_plan *plan;

	if (!c->plans || c->plans->matched == dt_probe_newest() || !dt_registry_trylock())
		return;
	for (plan = c->plans; plan; plan = plan->next)
		rematch_plan(c, plan, &res);
	if (dt_provider_settle())
		res.nfailed++;
	dtrace_registry_unlock();
	WRITE_ONCE(c->enable_failed, c->enable_failed + res.nfailed);
}

/* All or nothing: a consumer that has half of its probes can only be closed. */
static int enable_plans(struct dt_consumer *c, struct dt_plan *plan,
			struct dt_enable_result *res, struct dt_msg *msg)
{
	int err = 0;

	dtrace_registry_lock();
	for (; plan && !err; plan = plan->next) {
		err = enable_plan(c, plan, res);
		plan->matched = dt_probe_newest();
	}
	if (err == -EINTR)
		scnprintf(msg->text, sizeof(msg->text), "interrupted, no probe is enabled");
	if (!err) {
		err = dt_provider_settle();
		if (err)
			scnprintf(msg->text, sizeof(msg->text),
				  "the probes could not be put in place (error %d)", -err);
	}
	if (err) {
		dt_ecb_unlink_consumer(c);
		dt_consumer_move(c, DTRACE_ACTIVITY_INACTIVE, DTRACE_ACTIVITY_KILLED);
		(void)dt_provider_settle();
	}
	dtrace_registry_unlock();
	return err;
}

static int set_options(struct dt_consumer *c, const struct dt_program *prog, struct dt_msg *msg)
{
	u32 i;
	int err;

	for (i = 0; i < prog->noptions; i++) {
		const struct dt_option_set *opt = &prog->options[i];

		err = dt_opts_set(&c->opts, opt->id, opt->value, c->rights);
		if (err) {
			scnprintf(msg->text, sizeof(msg->text), "option %u cannot be %llu", opt->id,
				  (unsigned long long)opt->value);
			return err;
		}
	}
	return 0;
}

/**
 * dt_enable() - enable a verified program
 * @res: counts of (clause, probe) pairs
 * @c: consumer
 * @prog: checked program
 * @msg: why it was refused
 *
 * No probe is touched before every clause was accepted. An error behind that leaves none enabled,
 * of earlier calls neither, and the consumer KILLED.
 * Return: 0, -EINVAL, -EINTR and others with a message, -ENOMEM. Context: process, consumer lock.
 */
int dt_enable(struct dt_consumer *c, const struct dt_program *prog, struct dt_enable_result *res,
	      struct dt_msg *msg)
{
	struct dt_plan **first = c->plans_end;
	struct dt_plan *plan;
	u32 i;
	int err = set_options(c, prog, msg);

	c->nrefused = 0;
	for (i = 0; i < prog->nclauses && !err; i++)
		err = dt_plan_create(c, prog->clauses[i], &plan, msg);
	if (err)
		return err;
	return enable_plans(c, *first, res, msg);
}
