// SPDX-License-Identifier: GPL-2.0
/*
 * Types of the arguments of system calls.
 *
 * The functions that carry out system calls are no help: x86 passes them one
 * pt_regs, and what has the real prototype is inlined. So the types are those
 * of SYSCALL_DEFINEx(), which the syscall trace events keep as text.
 */
#include <linux/dtrace.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/syscalls.h>

#include <trace/syscall.h>

#include "providers/syscall_args.h"

static const struct dtrace_argtype return_types[] = {
	{ "long", NULL, 0 },	/* -1 after a failure */
	{ "long", NULL, 1 },	/* -errno after a failure */
	{ }
};

int dt_syscall_return_argdesc(unsigned int n, struct dtrace_argdesc *desc)
{
	desc->from = DTRACE_ARGS_DESCRIBED;
	return dtrace_argdesc_row(desc, return_types, n);
}

#ifdef CONFIG_FTRACE_SYSCALLS

static const struct syscall_metadata *metadata[NR_syscalls] __ro_after_init;

int dt_syscall_entry_argdesc(unsigned int nr, unsigned int n, struct dtrace_argdesc *desc)
{
	const struct syscall_metadata *meta = metadata[nr];

	if (!meta || n >= meta->nb_args)
		return -ENOENT;
	return dtrace_argdesc_set(desc, meta->types[n], NULL, n);
}

/* The list of pointers is init memory, what they point to stays. */
void __init dt_syscall_args_init(void)
{
	struct syscall_metadata **p;

	for (p = __start_syscalls_metadata; p < __stop_syscalls_metadata; p++) {
		unsigned int nr = (*p)->syscall_nr;

		if (nr < NR_syscalls)
			metadata[nr] = *p;
	}
}

#else

int dt_syscall_entry_argdesc(unsigned int nr, unsigned int n, struct dtrace_argdesc *desc)
{
	return -ENOENT;
}

void __init dt_syscall_args_init(void)
{
}

#endif
