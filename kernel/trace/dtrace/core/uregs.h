/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The user registers that belong to a firing.
 */
#ifndef _DTRACE_CORE_UREGS_H
#define _DTRACE_CORE_UREGS_H

struct dtrace_firing;
struct pt_regs;

/**
 * dt_user_regs() - user registers of the current thread
 * @firing: what the provider passed
 *
 * Context: probe context.
 * Return: the registers, NULL if the current thread never was in user mode.
 */
const struct pt_regs *dt_user_regs(const struct dtrace_firing *firing);

#endif /* _DTRACE_CORE_UREGS_H */
