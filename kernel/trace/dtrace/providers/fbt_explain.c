// SPDX-License-Identifier: GPL-2.0
/*
 * Provider fbt: why a description of one function names no probe.
 */
#include <linux/dtrace.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "providers/fbt.h"
#include "providers/refuse.h"

#define VMLINUX	"vmlinux"

/**
 * struct search - functions of a name
 * @pattern: the description
 * @names: of functions
 * @functions: how many there are
 * @addr: of the last one that can be probed, under another name than this one
 * @ip: that one's
 * @refusal: why the last one that cannot be probed cannot
 */
struct search {
	const struct dtrace_pattern	*pattern;
	struct fbt_names		names;
	unsigned int			functions;
	unsigned long			addr;
	unsigned long			ip;
	enum dtrace_point_refusal	refusal;
};

static void visit(struct search *s, const struct module *mod, const char *symbol,
		  unsigned long addr)
{
	struct fbt_place place = { .ip = fbt_site(addr) };
	const char *wanted = s->pattern->function;
	enum dtrace_point_refusal refusal;
	size_t n = strlen(wanted);

	if (strncmp(symbol, wanted, n) || (symbol[n] && symbol[n] != '.') ||
	    !dtrace_glob_match(s->pattern->module, mod ? mod->name : VMLINUX))
		return;
	s->functions++;
	refusal = fbt_vet(&s->names, mod, symbol, addr, &place);
	if (refusal) {
		s->refusal = refusal;
	} else {
		s->addr = addr;
		s->ip = place.ip;
	}
}

static int visit_vmlinux(void *data, const char *symbol, unsigned long addr)
{
	if (core_kernel_text(addr))
		visit(data, NULL, symbol, addr);
	cond_resched();
	return 0;
}

/* The module is in the list that the caller walks under its lock, so it stays. */
static int visit_module(void *data, const char *symbol, unsigned long addr)
{
	const struct module *mod;

	scoped_guard(preempt)
		mod = __module_text_address(addr);
	if (mod)
		visit(data, mod, symbol, addr);
	cond_resched();
	return 0;
}

/* A function has one probe, by the first of the names that it may have. */
static int explain_alias(const struct search *s, char *buf, size_t size)
{
	char name[KSYM_NAME_LEN];

	if (!fbt_func_known(s->ip) || lookup_symbol_name(s->addr, name) ||
	    !strcmp(name, s->pattern->function))
		return 0;
	return scnprintf(buf, size, "another name of %s", name);
}

static int explain_refusal(const struct search *s, char *buf, size_t size)
{
	return scnprintf(buf, size, "%s", dtrace_point_refusal_text(s->refusal));
}

static bool is_side(const char *name)
{
	return dtrace_glob_match(name, "entry") || dtrace_glob_match(name, "return");
}

int fbt_explain(void *arg, const struct dtrace_pattern *pattern, char *buf, size_t size)
{
	struct search s = { .pattern = pattern };

	if (pattern->id || strcmp(pattern->provider, "fbt"))
		return 0;
	if (!is_side(pattern->name))
		return scnprintf(buf, size, "probes of functions are named entry and return");
	if (!dtrace_glob_is_plain(pattern->function))
		return 0;
	kallsyms_on_each_symbol(visit_vmlinux, &s);
	module_kallsyms_on_each_symbol(NULL, visit_module, &s);
	fbt_names_drop(&s.names);
	if (!s.functions)
		return dt_explain_no_function(pattern, buf, size);
	if (s.refusal)
		return explain_refusal(&s, buf, size);
	if (fbt_switches_task(pattern->function) && !dtrace_glob_match(pattern->name, "entry"))
		s.refusal = DTRACE_POINT_REFUSE_TASKS;
	return s.refusal ? explain_refusal(&s, buf, size) : explain_alias(&s, buf, size);
}
