/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Provider fbt: what its parts share. Which functions there are is fbt_func.c's, with fbt_names.c;
 * why others are not fbt_explain.c's; how they are hooked fbt_hook.c's, how returns are seen
 * fbt_return.c's. What takes breakpoints is fbt_point.c's, at the places that fbt_exit.c finds:
 * exact returns, and functions that ftrace does not reach.
 */
#ifndef _DTRACE_PROVIDERS_FBT_H
#define _DTRACE_PROVIDERS_FBT_H

#include <linux/dtrace.h>
#include <linux/list.h>
#include <linux/types.h>

#include <asm/dtrace_point.h>

struct btf;
struct dtrace_pattern;
struct dtrace_firing;
struct dtrace_probe;
struct dtrace_provider;
struct fbt_points;
struct ftrace_regs;
struct module;

enum fbt_side { FBT_ENTRY, FBT_RETURN, FBT_SIDES };

/**
 * struct fbt_func - a function that can be probed
 * @ip: address of its ftrace site, which is also how firings know it; of a bare one, of its first
 *	instruction that can have a breakpoint
 * @live: its probes that the hook fires, else NULL; written under the registry lock, read by
 *	firings
 * @mod: NULL: vmlinux
 * @points: breakpoints of its probes that have some: of the return probe, if it is exact, and of
 *	both, if it is bare; written and read as @live
 * @node: in the table of all functions
 * @nprobes: probes that exist
 * @variant: the compiler made it of another function: its arguments need not be that one's
 * @bare: ftrace does not reach it
 *
 * Freed after a grace period behind its last probe.
 */
struct fbt_func {
	unsigned long		ip;
	struct dtrace_probe	*live[FBT_SIDES];
	const struct module	*mod;
	struct fbt_points	*points;
	struct hlist_node	node;
	unsigned int		nprobes;
	bool			variant;
	bool			bare;
};

/*
 * The argument of a probe's callbacks: function and side. Functions are aligned to more than one
 * byte, so the side fits into the lowest bit.
 */
static inline void *fbt_parg(struct fbt_func *func, enum fbt_side side)
{
	return (void *)((unsigned long)func | side);
}

static inline struct fbt_func *fbt_parg_func(void *parg)
{
	return (struct fbt_func *)((unsigned long)parg & ~1UL);
}

static inline enum fbt_side fbt_parg_side(void *parg)
{
	return (unsigned long)parg & 1;
}

/* ---- fbt_names.c; context: process, registry lock held, may sleep ---- */

/**
 * struct fbt_names - names of the functions of the kernel or of a module, by their types
 * @mod: of this module, NULL: vmlinux
 * @btf: its types, NULL: it has none
 * @ids: type of each function, open-addressed by its name, 0: free; NULL: no names
 * @mask: number of entries - 1
 * @loaded: the above are about @mod
 *
 * Starts as zeroes, and ends with fbt_names_drop().
 */
struct fbt_names {
	const struct module	*mod;
	struct btf		*btf;
	u32			*ids;
	u32			mask;
	bool			loaded;
};

/* Has a module, NULL: vmlinux, a function of this name? Questions about one go together. */
bool fbt_names_has(struct fbt_names *names, const struct module *mod, const char *name);
void fbt_names_drop(struct fbt_names *names);

/* ---- fbt_func.c; context: process, registry lock held, may sleep ---- */

/* Create the probes of all functions that are there, once. */
void fbt_funcs_scan(struct dtrace_provider *prov);
/* Does a function have probes? By its ip */
bool fbt_func_known(unsigned long ip);

/**
 * struct fbt_place - where a function that a symbol names can be probed
 * @base: the name that users know, without what the compiler appends to its variants of a function
 * @ip: as in struct fbt_func
 * @bare: likewise
 */
struct fbt_place {
	char		base[DTRACE_FUNCNAMELEN];
	unsigned long	ip;
	bool		bare;
};

/* The ftrace site at the start of a function, 0: none */
unsigned long fbt_site(unsigned long addr);
/*
 * May a function be probed? @mod: that it is in, NULL: vmlinux; @place: filled in if so, from its
 * site as @ip. Return: DTRACE_POINT_OK, or why not.
 */
enum dtrace_point_refusal fbt_vet(struct fbt_names *names, const struct module *mod,
				  const char *symbol, unsigned long addr, struct fbt_place *place);
/* Does a call of it begin in one task and return in another? It has no return probe. */
bool fbt_switches_task(const char *name);
/*
 * A module comes, or is alive, when its text can have breakpoints: its probes, if the others exist.
 * A module goes: its probes go.
 */
void fbt_funcs_module(struct dtrace_provider *prov, const struct module *mod);
void fbt_funcs_module_gone(struct dtrace_provider *prov, const struct module *mod);
/* A probe of the function is gone; with the last one the function goes. */
void fbt_func_put(struct fbt_func *func);
/* Call @fn for each function that is to be hooked. Return: how many there are. */
unsigned long fbt_funcs_live(void (*fn)(struct fbt_func *func, void *arg), void *arg);

/* ---- fbt_hook.c ---- */

/*
 * Hook exactly the functions that have enabled probes, in one pass. Return: 0 or -errno. Context:
 * process, registry lock held, may sleep.
 */
int fbt_hooks_settle(void);
/*
 * The function of an ftrace site if its return is awaited, else NULL. Context: any, preemption off.
 */
struct fbt_func *fbt_hook_find_awaited(unsigned long ip);

/* ---- fbt_explain.c; context: process, registry lock held, may sleep ---- */

/* Why a description names no probe. Return: length of the text, 0: nothing to say. */
int fbt_explain(void *arg, const struct dtrace_pattern *pattern, char *buf, size_t size);

/* ---- fbt_return.c ---- */

/*
 * Returns will be awaited. Return: 0 or -ENOMEM. Context: process, registry lock held, may sleep.
 */
int fbt_returns_prepare(void);
/* See the return of a call that is at its entry. Context: any, preemption off. */
void fbt_return_hook(struct fbt_func *func, struct dtrace_probe *probe, struct ftrace_regs *fregs);

/* The call of the function with this frame was told. Context: any, interrupts off. */
void fbt_return_told(const struct fbt_func *func, unsigned long frame);

/* ---- fbt_exit.c ---- */

#define FBT_EXITS_MAX	1024u

/* From the first byte to before the last one */
struct fbt_range {
	unsigned long	start;
	unsigned long	end;
};

/**
 * struct fbt_text - where a function is
 * @hot: the function
 * @cold: its unlikely part; zeroes: none
 * @entry: its first instruction, behind the mark of a branch target (ENDBR)
 */
struct fbt_text {
	struct fbt_range	hot;
	struct fbt_range	cold;
	unsigned long		entry;
};

/* Is an address in the function, but not where it begins? A jump there is no way out. */
static __always_inline bool fbt_text_has(const struct fbt_text *text, unsigned long addr)
{
	return (addr > text->hot.start && addr < text->hot.end) ||
	       (addr >= text->cold.start && addr < text->cold.end);
}

/**
 * struct fbt_exit - an instruction by which a function may be left
 * @addr: where it is
 * @returns: to the caller; false: it is a jump that may lead out of the function
 */
struct fbt_exit {
	unsigned long	addr;
	bool		returns;
};

/*
 * Find all exits of the function that @ip is in. @exits has room for FBT_EXITS_MAX. Return: their
 * number, -EILSEQ: it cannot be decoded, -EOPNOTSUPP: it cannot be followed, -E2BIG, -ENOENT: no
 * function. Context: process, may sleep.
 */
int fbt_exits_find(unsigned long ip, struct fbt_text *text, struct fbt_exit *exits);

/* ---- fbt_point.c; context, if not told: process, registry lock held, may sleep ---- */

/*
 * Can a function at @addr have breakpoints at its entry and all exits? @entry: becomes the place of
 * the first. Return: DTRACE_POINT_OK, or why not.
 */
enum dtrace_point_refusal fbt_points_vet(unsigned long addr, unsigned long *entry);
/*
 * A probe gets breakpoints; an error leaves it as it was. Return: 0, -ENOMEM, or -EOPNOTSUPP: not
 * all places can have one.
 */
int fbt_points_enable(struct fbt_func *func, enum fbt_side side, struct dtrace_probe *probe);
/* Why it failed last */
const char *fbt_points_refusal(void);
/* It is disabled, with breakpoints or without. */
void fbt_points_disable(struct fbt_func *func, enum fbt_side side);
/*
 * Both take effect, of @bare functions or of the others. Of the others the first comes before hooks
 * are settled, the second behind that.
 */
void fbt_points_arm(bool bare);
void fbt_points_disarm(bool bare);
/* Free what is disarmed; the last act of settling. */
void fbt_points_release(void);
/*
 * The return probe of a function that became exact while calls were hooked, else NULL. Context:
 * any, preemption off.
 */
struct dtrace_probe *fbt_points_late(const struct fbt_func *func);
/* Arguments of a firing of a breakpoint. Context: probe. */
u64 fbt_point_arg(const struct dtrace_firing *firing, unsigned int n);

#endif /* _DTRACE_PROVIDERS_FBT_H */
