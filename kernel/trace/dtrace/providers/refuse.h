/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions that must not be probed, and why.
 */
#ifndef _DTRACE_PROVIDERS_REFUSE_H
#define _DTRACE_PROVIDERS_REFUSE_H

enum dt_refusal {
	DT_REFUSE_NOT,
	DT_REFUSE_KPROBE,	/* blacklisted by the kernel (NOKPROBE_SYMBOL) */
	DT_REFUSE_ENGINE,	/* called by the engine during a firing */
};

/**
 * dt_refuse_function() - may a function be probed?
 * @addr: its address
 * @name: its name without what the compiler appended
 *
 * A function that cannot be traced at all (noinstr, notrace) is no question for here.
 * Context: process.
 * Return: DT_REFUSE_NOT, or why not.
 */
enum dt_refusal dt_refuse_function(unsigned long addr, const char *name);

#endif /* _DTRACE_PROVIDERS_REFUSE_H */
