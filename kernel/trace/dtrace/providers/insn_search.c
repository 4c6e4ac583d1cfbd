// SPDX-License-Identifier: GPL-2.0
/*
 * Provider insn: from a description to instructions.
 *
 * Compilers append suffixes to the names of functions that they specialise (f.isra.0): a name
 * without a dot means all variants of a function, one with a dot exactly that symbol.
 */
#include <linux/dtrace.h>
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/stringhash.h>

#include <asm/insn.h>

#include "providers/insn.h"

#define VMLINUX	"vmlinux"

/* Functions of one name: a static function of many files is rare */
#define FUNCTIONS_MAX	64

struct function {
	unsigned long	addr;
	unsigned long	size;
	char		module[MODULE_NAME_LEN];
};

struct walk {
	const struct dtrace_pattern	*pattern;
	struct insn_search		*result;
	struct function			*functions;
	unsigned int			nfunctions;
	/* of the function at hand */
	const struct function		*function;
	unsigned long			wanted;		/* offset that a plain name means */
	bool				has_wanted;
	struct found {
		unsigned long			addr;
		enum dtrace_point_refusal	refusal;
	}				*found;
	unsigned int			nfound;
	unsigned int			room;
};

void insn_offset_name(unsigned long offset, char *name)
{
	snprintf(name, INSN_NAME_MAX, "%lx", offset);
}

/* Lower-case hexadecimal digits without leading zeros, as names are printed */
bool insn_parse_offset(const char *name, unsigned long *offset)
{
	char again[INSN_NAME_MAX];

	if (!*name || strlen(name) >= INSN_NAME_MAX || kstrtoul(name, 16, offset))
		return false;
	insn_offset_name(*offset, again);
	return !strcmp(name, again);
}

/* ---- functions ---- */

static bool name_means(const char *wanted, const char *symbol)
{
	size_t n = strlen(wanted);

	if (strncmp(wanted, symbol, n))
		return false;
	if (!symbol[n])
		return true;
	return symbol[n] == '.' && !strchr(wanted, '.') && !strstr(symbol + n, ".cold");
}

static bool already(const struct walk *w, unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < w->nfunctions; i++) {
		if (w->functions[i].addr == addr)
			return true;
	}
	return false;
}

static void add_function(struct walk *w, unsigned long addr, const char *module)
{
	struct function *f = &w->functions[w->nfunctions];
	unsigned long offset;

	if (w->nfunctions == FUNCTIONS_MAX || already(w, addr) ||
	    !dtrace_glob_match(w->pattern->module, module))
		return;
	if (!kallsyms_lookup_size_offset(addr, &f->size, &offset) || offset)
		return;
	f->addr = addr;
	strscpy(f->module, module, sizeof(f->module));
	w->nfunctions++;
}

static int visit_match(void *data, unsigned long addr)
{
	if (core_kernel_text(addr))
		add_function(data, addr, VMLINUX);
	return 0;
}

static int visit_vmlinux(void *data, const char *name, unsigned long addr)
{
	struct walk *w = data;

	return name_means(w->pattern->function, name) ? visit_match(w, addr) : 0;
}

/*
 * Hashes of those names of the kernel that have variants, made when first asked for. Only for them,
 * and for names that share a hash, do all symbols have to be looked at.
 */
static struct {
	u32		*hash;
	unsigned int	room;
	unsigned int	n;
} variants;

static int note_variant(void *data, const char *name, unsigned long addr)
{
	const char *dot = strchr(name, '.');

	if (!dot || strstr(dot, ".cold") || !core_kernel_text(addr))
		return 0;
	if (variants.n < variants.room)
		variants.hash[variants.n] = full_name_hash(NULL, name, dot - name);
	variants.n++;
	return 0;
}

static bool find_variants(void)
{
	if (variants.hash)
		return true;
	variants.n = 0;
	kallsyms_on_each_symbol(note_variant, NULL);
	variants.hash = kvmalloc_array(variants.n + 1, sizeof(*variants.hash), GFP_KERNEL);
	if (!variants.hash)
		return false;
	variants.room = variants.n + 1;
	variants.n = 0;
	kallsyms_on_each_symbol(note_variant, NULL);
	variants.n = min(variants.n, variants.room);
	return true;
}

static bool may_have_variants(const char *name)
{
	u32 hash = full_name_hash(NULL, name, strlen(name));
	unsigned int i;

	if (!find_variants())
		return true;
	for (i = 0; i < variants.n; i++) {
		if (variants.hash[i] == hash)
			return true;
	}
	return false;
}

static void find_in_vmlinux(struct walk *w)
{
	const char *function = w->pattern->function;

	if (may_have_variants(function))
		kallsyms_on_each_symbol(visit_vmlinux, w);
	else
		kallsyms_on_each_match_symbol(visit_match, function, w);
}

static int visit_module(void *data, const char *name, unsigned long addr)
{
	char module[MODULE_NAME_LEN] = "";
	struct walk *w = data;
	struct module *mod;

	if (!name_means(w->pattern->function, name))
		return 0;
	preempt_disable();
	mod = __module_text_address(addr);
	if (mod)
		strscpy(module, mod->name, sizeof(module));
	preempt_enable();
	if (*module)
		add_function(w, addr, module);
	return 0;
}

static void find_functions(struct walk *w)
{
	const char *module = w->pattern->module;
	const char *only = dtrace_glob_is_plain(module) ? module : NULL;

	if (dtrace_glob_match(module, VMLINUX))
		find_in_vmlinux(w);
	if (strcmp(module, VMLINUX))
		module_kallsyms_on_each_symbol(only, visit_module, w);
}

/* ---- instructions ---- */

static void note_boundary(struct walk *w, unsigned long offset)
{
	if (!w->has_wanted)
		return;
	if (offset <= w->wanted)
		w->result->below = offset;
	else if (w->result->above <= w->wanted)
		w->result->above = offset;
}

static int visit_insn(struct insn *insn, unsigned long addr, void *arg)
{
	struct walk *w = arg;
	char name[INSN_NAME_MAX];

	note_boundary(w, addr - w->function->addr);
	insn_offset_name(addr - w->function->addr, name);
	if (!dtrace_glob_match(w->pattern->name, name))
		return 0;
	if (w->nfound == w->room) {
		dtrace_refusal_note(DTRACE_POINT_REFUSE_LIMIT);
		return 0;
	}
	w->found[w->nfound].addr = addr;
	w->found[w->nfound].refusal = dtrace_text_vet_insn(insn, addr);
	w->nfound++;
	return 0;
}

static void report(struct walk *w, insn_place_fn fn, void *arg)
{
	struct insn_place place = {
		.module = w->function->module, .function = w->pattern->function,
	};
	enum dtrace_point_refusal refused;
	unsigned int i;

	refused = dtrace_text_vet_function(w->function->addr);
	for (i = 0; i < w->nfound; i++) {
		enum dtrace_point_refusal refusal =
			refused ?: dtrace_text_vet_users(w->found[i].addr);

		place.addr = w->found[i].addr;
		place.offset = place.addr - w->function->addr;
		fn(&place, refusal ?: w->found[i].refusal, arg);
	}
	w->result->places += w->nfound;
}

static int walk_function(struct walk *w, insn_place_fn fn, void *arg)
{
	unsigned long start = w->function->addr, size = w->function->size;

	w->nfound = 0;
	w->room = min(size, INSN_DESC_MAX);
	w->found = kvcalloc(w->room, sizeof(*w->found), GFP_KERNEL);
	if (!w->found)
		return -ENOMEM;
	if (dtrace_text_walk(start, start + size, visit_insn, w))
		w->result->broken++;
	report(w, fn, arg);
	kvfree(w->found);
	return 0;
}

int insn_search(const struct dtrace_pattern *pattern, insn_place_fn fn, void *arg,
		struct insn_search *result)
{
	struct walk w = { .pattern = pattern, .result = result };
	unsigned int i;
	int err = 0;

	memset(result, 0, sizeof(*result));
	w.has_wanted = insn_parse_offset(pattern->name, &w.wanted);
	w.functions = kcalloc(FUNCTIONS_MAX, sizeof(*w.functions), GFP_KERNEL);
	if (!w.functions)
		return -ENOMEM;
	find_functions(&w);
	for (i = 0; i < w.nfunctions && !err; i++) {
		w.function = &w.functions[i];
		err = walk_function(&w, fn, arg);
	}
	result->functions = w.nfunctions;
	kfree(w.functions);
	return err;
}
