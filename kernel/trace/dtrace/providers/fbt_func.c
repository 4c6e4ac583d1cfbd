// SPDX-License-Identifier: GPL-2.0
/*
 * The functions of provider fbt: found among the symbols, vmlinux once, a module while it is there.
 * Those without an ftrace site are probed by breakpoints, if they are known to be functions.
 *
 * Functions that refuse.c names are left out.
 */
#include <linux/dtrace.h>
#include <linux/ftrace.h>
#include <linux/hashtable.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/sections.h>

#include "providers/fbt.h"
#include "providers/refuse.h"

#define FBT_VMLINUX	"vmlinux"

static const char * const side_names[FBT_SIDES] = { "entry", "return" };

static DEFINE_HASHTABLE(funcs, 12);	/* by ip; under the registry lock */
static bool scanned;

/**
 * struct fbt_scan - one walk over symbols
 * @prov: for whom
 * @mod: of this module only, NULL: any
 * @alive: that is alive now, and was seen when it came
 * @names: of functions
 */
struct fbt_scan {
	struct dtrace_provider	*prov;
	const struct module	*mod;
	bool			alive;
	struct fbt_names	names;
};

bool fbt_func_known(unsigned long ip)
{
	struct fbt_func *func;

	dtrace_registry_assert_held();
	hash_for_each_possible(funcs, func, node, ip) {
		if (func->ip == ip)
			return true;
	}
	return false;
}

bool fbt_switches_task(const char *name)
{
	return !strcmp(name, "__switch_to");
}

static struct fbt_func *new_func(const struct module *mod, const struct fbt_place *place)
{
	struct fbt_func *func = kzalloc(sizeof(*func), GFP_KERNEL);

	if (func) {
		func->ip = place->ip;
		func->bare = place->bare;
		func->mod = mod;
	}
	return func;
}

static void create_func(struct dtrace_provider *prov, const struct module *mod,
			const struct fbt_place *place, const char *symbol)
{
	const char *modname = mod ? mod->name : FBT_VMLINUX;
	struct fbt_func *func = new_func(mod, place);
	unsigned int side;

	if (!func) {
		dtrace_refusal_note(DTRACE_POINT_REFUSE_MEMORY);
		return;
	}
	func->variant = strcmp(place->base, symbol);
	for (side = 0; side < FBT_SIDES; side++) {
		if (side == FBT_RETURN && fbt_switches_task(place->base))
			continue;
		if (dtrace_probe_create(prov, modname, place->base, side_names[side],
					fbt_parg(func, side)))
			func->nprobes++;
	}
	if (func->nprobes)
		hash_add(funcs, &func->node, func->ip);
	else
		kfree(func);
}

/* Return: false: too long to be a name of a probe. */
static bool base_name(char *base, const char *symbol)
{
	size_t n = strcspn(symbol, ".");

	if (n >= DTRACE_FUNCNAMELEN)
		return false;
	memcpy(base, symbol, n);
	base[n] = '\0';
	return true;
}

/*
 * What checks locks and memory is out of ftrace's reach too, and the trap of a breakpoint runs it
 * before the gate of a firing: one breakpoint would raise hundreds there.
 */
static bool trap_is_checked(void)
{
	return IS_ENABLED(CONFIG_LOCKDEP) || IS_ENABLED(CONFIG_TRACE_IRQFLAGS) ||
	       IS_ENABLED(CONFIG_KASAN) || IS_ENABLED(CONFIG_KCSAN) || IS_ENABLED(CONFIG_KMSAN) ||
	       IS_ENABLED(CONFIG_KCOV) || IS_ENABLED(CONFIG_DEBUG_PREEMPT);
}

static enum dtrace_point_refusal vet_bare(struct fbt_names *names, const struct module *mod,
					  unsigned long addr, struct fbt_place *place)
{
	enum dtrace_point_refusal refusal;

	if (trap_is_checked())
		return DTRACE_POINT_REFUSE_CHECKED;
	if (!fbt_names_has(names, mod, place->base))
		return DTRACE_POINT_REFUSE_NOTRACE;
	refusal = dtrace_text_vet_function(addr);
	return refusal ?: fbt_points_vet(addr, &place->ip);
}

unsigned long fbt_site(unsigned long addr)
{
	return ftrace_location_range(addr, addr + FTRACE_MCOUNT_MAX_OFFSET);
}

enum dtrace_point_refusal fbt_vet(struct fbt_names *names, const struct module *mod,
				  const char *symbol, unsigned long addr, struct fbt_place *place)
{
	enum dtrace_point_refusal refusal;

	if (!base_name(place->base, symbol))
		return DTRACE_POINT_REFUSE_NAME;
	place->bare = !place->ip;
	refusal = dt_refuse_function(symbol, place->base, addr, place->ip);
	if (!refusal && place->bare)
		refusal = vet_bare(names, mod, addr, place);
	return refusal;
}

/* Breakpoints come when a module is alive, hooks came before. */
static bool is_out_of_turn(const struct fbt_scan *scan, const struct module *mod, bool bare)
{
	return bare ? mod && mod->state == MODULE_STATE_COMING : scan->alive;
}

static void add_symbol(struct fbt_scan *scan, const struct module *mod, const char *symbol,
		       unsigned long addr)
{
	struct fbt_place place = { .ip = fbt_site(addr) };

	if (is_out_of_turn(scan, mod, !place.ip) || (place.ip && fbt_func_known(place.ip)))
		return;
	if (!dtrace_refusal_note(fbt_vet(&scan->names, mod, symbol, addr, &place)) &&
	    !fbt_func_known(place.ip))
		create_func(scan->prov, mod, &place, symbol);
}

static int add_vmlinux(void *data, const char *symbol, unsigned long addr)
{
	if (addr >= (unsigned long)_stext && addr < (unsigned long)_etext)
		add_symbol(data, NULL, symbol, addr);
	cond_resched();
	return 0;
}

/* The module is in the list that the caller walks under its lock, so it stays. */
static const struct module *module_of(unsigned long addr)
{
	guard(preempt)();
	return __module_text_address(addr);
}

static int add_module(void *data, const char *symbol, unsigned long addr)
{
	struct fbt_scan *scan = data;
	const struct module *mod = module_of(addr);

	/*
	 * Of one that is going we have heard for the last time, or will: it takes what is there.
	 * One that is coming has all symbols of its file: those of its sections have no name.
	 */
	if (*symbol && mod && mod->state != MODULE_STATE_GOING &&
	    (!scan->mod || scan->mod == mod) && !within_module_init(addr, mod))
		add_symbol(scan, mod, symbol, addr);
	cond_resched();
	return 0;
}

void fbt_funcs_scan(struct dtrace_provider *prov)
{
	struct fbt_scan scan = { .prov = prov };

	dtrace_registry_assert_held();
	if (scanned)
		return;
	scanned = true;
	kallsyms_on_each_symbol(add_vmlinux, &scan);
	module_kallsyms_on_each_symbol(NULL, add_module, &scan);
	fbt_names_drop(&scan.names);
}

void fbt_funcs_module(struct dtrace_provider *prov, const struct module *mod)
{
	struct fbt_scan scan = {
		.prov = prov, .mod = mod, .alive = mod->state == MODULE_STATE_LIVE,
	};

	dtrace_registry_assert_held();
	if (scanned)
		module_kallsyms_on_each_symbol(mod->name, add_module, &scan);
	fbt_names_drop(&scan.names);
}

static bool is_in_module(void *parg, void *arg)
{
	return fbt_parg_func(parg)->mod == arg;
}

void fbt_funcs_module_gone(struct dtrace_provider *prov, const struct module *mod)
{
	dtrace_probes_destroy(prov, is_in_module, (void *)mod);
}

void fbt_func_put(struct fbt_func *func)
{
	if (--func->nprobes)
		return;
	hash_del(&func->node);
	kfree(func);
}

unsigned long fbt_funcs_live(void (*fn)(struct fbt_func *func, void *arg), void *arg)
{
	struct fbt_func *func;
	unsigned long n = 0;
	int bucket;

	dtrace_registry_assert_held();
	hash_for_each(funcs, bucket, func, node) {
		if (!func->live[FBT_ENTRY] && !func->live[FBT_RETURN] && !fbt_points_late(func))
			continue;
		if (fn)
			fn(func, arg);
		n++;
	}
	return n;
}
