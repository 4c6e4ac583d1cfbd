/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Provider interface of DTrace: how a provider registers, creates probes and fires them.
 *
 * A provider sees only this header. It creates probes (four names and its own argument), the engine
 * asks it to enable and disable them, and it calls dtrace_probe_fire() when the event happens. The
 * in-process build of the engine (tools/testing/dtrace) uses this header too, so it names no kernel
 * type that user space lacks.
 */
#ifndef _LINUX_DTRACE_H
#define _LINUX_DTRACE_H

#include <linux/types.h>
#include <linux/dtrace/ioctl.h>

struct pt_regs;
struct dtrace_present;
struct dtrace_probe;
struct dtrace_provider;

/* Which rights a provider's probes need */
#define DTRACE_PRIV_NONE	0x0	/* everyone who may open the device (dtrace) */
#define DTRACE_PRIV_USER	0x1	/* own processes without more rights (syscall, profile) */
#define DTRACE_PRIV_KERNEL	0x2	/* the right to trace the kernel (fbt, sdt) */

/* What the consumers of a probe may ask for beyond its firings */
#define DTRACE_DEMAND_EXACT	0x1	/* where a function returns (option fbtreturn=exact) */

/**
 * struct dtrace_firing - what a provider hands to the engine when a probe fires
 * @args: values of arg0 and up, or NULL when the provider's getarg callback computes them on
 *	demand
 * @nargs: number of values at @args; the remaining arguments are 0
 * @aframes: frames of the provider between the event and the stack walk
 * @regs: interrupted registers or system call frame, NULL if there are none
 * @ctx: the provider's own, for getarg
 * @sysret: return value of the system call at a syscall return probe (errno comes from it),
 *	else 0
 */
struct dtrace_firing {
	const __u64	*args;
	__u32		nargs;
	__u32		aframes;
	struct pt_regs	*regs;
	void		*ctx;
	__s64		sysret;
};

/**
 * struct dtrace_provider_ops - callbacks of a provider
 * @provide: create the probes that the pattern may name and that do not exist yet; NULL pattern:
 *	all that are always listed. May call dtrace_probe_create(). Optional.
 * @explain: say why the pattern, which may name this provider, matches no probe. Returns the length
 *	of the text, 0: nothing to say. Optional.
 * @enable: the first ECB is added to the probe; start delivering. Returns 0 or -errno (the probe
 *	is then reported as not enabled). Called again when an ECB is added that demands more than
 *	those before, see dtrace_probe_demands(); an error then leaves everything as it was.
 * @refusal: why the last @enable of the probe failed: text that completes "cannot be enabled: " and
 *	stays where it is. NULL: nothing to say. Optional.
 * @disable: the last ECB is gone; stop delivering. A late firing is harmless.
 * @settle: called once after a set of calls of @enable and @disable, so that patching code for
 *	thousands of probes costs one pass: what they asked for has to be in effect when it
 *	returns. Returns 0 or -errno: some probe that was asked for is not delivered (the control
 *	call then fails). Optional.
 * @present: a consumer of the probe has begun to trace: tell it with dtrace_present_fire() of what
 *	is there already. Called once for each such probe, after BEGIN. Optional.
 * @destroy: the probe is about to be freed, nothing fires it any more. Optional.
 * @getarg: value of argument n (0..9) of this firing; needed when firings carry no args array
 * @argdesc: the types of args[n] of the probe; dtrace_argdesc_set() fills in @desc, whose @from is
 *	what the provider's description says and may be changed. Returns 0, or -ENOENT: there are
 *	not that many. Optional.
 *
 * Context: process, with the registry lock held; may sleep. Only @getarg runs in probe context,
 * NMI included, with interrupts off: it must not fault, sleep, lock or call traceable code.
 */
struct dtrace_provider_ops {
	void	(*provide)(void *arg, const struct dtrace_pattern *pattern);
	int	(*explain)(void *arg, const struct dtrace_pattern *pattern, char *buf, size_t size);
	int	(*enable)(void *arg, struct dtrace_probe *probe, void *parg);
	const char *(*refusal)(void *arg, struct dtrace_probe *probe, void *parg);
	void	(*disable)(void *arg, struct dtrace_probe *probe, void *parg);
	int	(*settle)(void *arg);
	void	(*present)(void *arg, struct dtrace_probe *probe, void *parg,
			   struct dtrace_present *to);
	void	(*destroy)(void *arg, struct dtrace_probe *probe, void *parg);
	__u64	(*getarg)(void *parg, const struct dtrace_firing *firing, unsigned int n);
	int	(*argdesc)(void *arg, struct dtrace_probe *probe, void *parg, unsigned int n,
			   struct dtrace_argdesc *desc);
};

/**
 * struct dtrace_provider_info - constant description of a provider
 * @name: letters, digits, '_', '-', '.'; not ending in a digit
 * @priv: DTRACE_PRIV_*
 * @same_names: several probes may have the same names, as functions of several files do
 * @attr: stability of provider, module, function, name, arguments
 * @demands: DTRACE_DEMAND_* that the provider heeds
 * @args_from: where the types of args[] come from, enum dtrace_args_from; those that are
 *	described need ops->argdesc
 * @ops: callbacks
 */
struct dtrace_provider_info {
	const char	*name;
	__u32		priv;
	bool		same_names;
	struct dtrace_attr attr[5];
	__u32		demands;
	__u32		args_from;
	const struct dtrace_provider_ops *ops;
};

/**
 * struct dtrace_argtype - the types of one element of args[], for tables of providers
 * @native: C type of the value, "struct task_struct *"; NULL ends a table
 * @translated: type that programs see, "psinfo_t *"; NULL: @native
 * @mapping: number of the argument (arg0 and up) that has the value
 */
struct dtrace_argtype {
	const char	*native;
	const char	*translated;
	__u32		mapping;
};

/* Levels and classes of struct dtrace_attr, lowest first (spec of the D language) */
enum dtrace_stability {
	DTRACE_STABILITY_INTERNAL,
	DTRACE_STABILITY_PRIVATE,
	DTRACE_STABILITY_OBSOLETE,
	DTRACE_STABILITY_EXTERNAL,
	DTRACE_STABILITY_UNSTABLE,
	DTRACE_STABILITY_EVOLVING,
	DTRACE_STABILITY_STABLE,
	DTRACE_STABILITY_STANDARD,
};

enum dtrace_class {
	DTRACE_CLASS_UNKNOWN,
	DTRACE_CLASS_CPU,
	DTRACE_CLASS_PLATFORM,
	DTRACE_CLASS_GROUP,
	DTRACE_CLASS_ISA,
	DTRACE_CLASS_COMMON,
};

#define DTRACE_ATTR(n, d, c) \
	{ DTRACE_STABILITY_##n, DTRACE_STABILITY_##d, DTRACE_CLASS_##c, 0 }

/**
 * dtrace_register() - register a provider
 * @info: its description, must stay valid while registered
 * @arg: passed to the callbacks
 * @out: the provider
 *
 * Context: process, may sleep; takes the registry lock.
 * Return: 0, -EINVAL (bad name or ops), -EEXIST, -ENOMEM.
 */
int dtrace_register(const struct dtrace_provider_info *info, void *arg,
		    struct dtrace_provider **out);

/**
 * dtrace_unregister() - remove a provider and its probes
 * @prov: from dtrace_register()
 *
 * Enabled probes are disabled first; consumers keep what they recorded.
 * Context: process, may sleep; takes the registry lock.
 */
void dtrace_unregister(struct dtrace_provider *prov);

/**
 * dtrace_probe_create() - create a probe
 * @prov: provider
 * @mod: module, may be ""
 * @func: function, may be ""
 * @name: name
 * @parg: passed to the callbacks
 *
 * Context: process, may sleep; the registry lock is held (call it from provide(), or between
 * dtrace_registry_lock() and dtrace_registry_unlock()).
 * Return: the probe, or NULL: no memory, a name too long, or a probe of these names exists already
 * (unless the provider's probes may have the same names).
 */
struct dtrace_probe *dtrace_probe_create(struct dtrace_provider *prov, const char *mod,
					 const char *func, const char *name, void *parg);

/**
 * dtrace_argdesc_set() - describe an argument
 * @desc: what the argdesc callback has to fill in
 * @native: C type of the value
 * @translated: type that programs see; NULL: the same
 * @mapping: number of the argument that has the value
 *
 * Context: any.
 * Return: 0, -E2BIG: a text does not fit.
 */
int dtrace_argdesc_set(struct dtrace_argdesc *desc, const char *native, const char *translated,
		       __u32 mapping);

/**
 * dtrace_argdesc_row() - describe an argument by a row of a table
 * @desc: what the argdesc callback has to fill in
 * @rows: table, one row an argument, ended by a row without native type; may be NULL
 * @n: the argument
 *
 * Context: any.
 * Return: 0, -ENOENT: the table is shorter, -E2BIG: a text does not fit.
 */
int dtrace_argdesc_row(struct dtrace_argdesc *desc, const struct dtrace_argtype *rows,
		       unsigned int n);

/**
 * dtrace_probe_demands() - what the consumers of a probe ask for
 * @probe: the probe, of a provider that heeds demands
 *
 * They add up: what one of them asked for stays until the probe is disabled.
 *
 * Context: process, registry lock held; in @enable: with those of the ECB that is added.
 * Return: DTRACE_DEMAND_*.
 */
__u32 dtrace_probe_demands(const struct dtrace_probe *probe);

/**
 * dtrace_probe_exists() - is there a probe of these names?
 * @prov: its provider
 * @mod: module
 * @func: function
 * @name: name
 *
 * Context: process; the registry lock is held.
 */
bool dtrace_probe_exists(const struct dtrace_provider *prov, const char *mod, const char *func,
			 const char *name);

/**
 * dtrace_probes_destroy() - remove probes whose place in the code goes away
 * @prov: provider
 * @gone: which ones, by the argument they were created with
 * @arg: passed to @gone
 *
 * They are taken off their consumers first, in one batch (see @settle of the provider); consumers
 * keep what they recorded.
 * Context: process, may sleep; the registry lock is held.
 */
void dtrace_probes_destroy(struct dtrace_provider *prov, bool (*gone)(void *parg, void *arg),
			   void *arg);

/**
 * dtrace_glob_match() - does a field of a description match a name
 * @pattern: with "*", "?", "[a-z]", "[!a-z]", "\\c"; "" matches everything
 * @text: name
 *
 * Context: any.
 */
bool dtrace_glob_match(const char *pattern, const char *text);

/**
 * dtrace_glob_is_plain() - does a field of a description mean exactly one name
 * @pattern: as for dtrace_glob_match()
 *
 * Context: any.
 * Return: false: it is empty, or has wildcards.
 */
bool dtrace_glob_is_plain(const char *pattern);

/**
 * dtrace_registry_lock() - take the lock that guards providers, probes and enablings
 *
 * Context: process, may sleep.
 */
void dtrace_registry_lock(void);
/**
 * dtrace_registry_unlock() - release the lock of dtrace_registry_lock()
 *
 * Context: process.
 */
void dtrace_registry_unlock(void);
/**
 * dtrace_registry_assert_held() - complain if the lock of dtrace_registry_lock() is not held
 *
 * Context: any; empty without lockdep.
 */
void dtrace_registry_assert_held(void);

/**
 * dtrace_probe_fire() - the event of a probe happened
 * @probe: the probe
 * @firing: its arguments; read only during the call
 *
 * Costs a few instructions when the probe has no ECB. Returns at once, counting, when this CPU is
 * already in probe context.
 * Context: any, NMI included; interrupts on or off; RCU must be watching; takes no lock, allocates
 * nothing.
 */
void dtrace_probe_fire(struct dtrace_probe *probe, const struct dtrace_firing *firing);

/**
 * dtrace_probe_fire_regs() - the event of a probe happened, and registers tell all about it
 * @probe: the probe, of a provider with a getarg callback
 * @regs: the firing's registers; read only during the call
 *
 * The same as dtrace_probe_fire() with nothing but @regs, some instructions cheaper.
 * Context: as dtrace_probe_fire().
 */
void dtrace_probe_fire_regs(struct dtrace_probe *probe, struct pt_regs *regs);

/**
 * dtrace_present_fire() - tell the consumer that begins of one thing that is there
 * @to: as the @present callback got it; the probe it is about fires, for this consumer only
 * @firing: its arguments; read only during the call
 *
 * Context: the @present callback, interrupts on; may sleep.
 * Return: false: the consumer traces no more, so there is no need to go on.
 */
bool dtrace_present_fire(struct dtrace_present *to, const struct dtrace_firing *firing);

/**
 * dtrace_probe_missed() - events of a probe happened that the provider could not fire
 * @probe: the probe
 * @n: how many
 *
 * Every consumer of the probe is told the number.
 * Context: any, NMI included; takes no lock.
 */
void dtrace_probe_missed(struct dtrace_probe *probe, __u64 n);

#endif /* _LINUX_DTRACE_H */
