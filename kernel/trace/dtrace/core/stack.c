// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel stack of a firing.
 *
 * A firing with kernel registers starts at the interrupted instruction, which
 * is the first of the frames that the provider may leave out. Any
 * other starts in the provider: struct dtrace_firing lives in the frame of the
 * function that fires, so every frame that lies above it on the stack belongs
 * to its callers, and no count of the engine's own frames has to be kept.
 */
#include <linux/preempt.h>
#include <linux/ptrace.h>
#include <linux/sched.h>

#include <asm/unwind.h>

#include "lib/env.h"

/* Interrupted user code has no kernel stack; a system call has. */
static bool notrace interrupted_user(const struct dtrace_firing *firing)
{
	return firing->regs && user_mode(firing->regs) && interrupt_context_level() >= 2;
}

static unsigned int notrace walk(struct unwind_state *state, u64 *pcs,
				 unsigned int n, unsigned int skip)
{
	unsigned int got = 0;

	for (; got < n && !unwind_done(state); unwind_next_frame(state)) {
		unsigned long pc = unwind_get_return_address(state);

		if (!pc)
			break;
		if (skip)
			skip--;
		else
			pcs[got++] = pc;
	}
	return got;
}

unsigned int notrace dt_host_stack(const struct dtrace_firing *firing, u64 *pcs, unsigned int n)
{
	struct unwind_state state;

	if (!n || interrupted_user(firing))
		return 0;
	if (firing->regs && !user_mode(firing->regs)) {
		unwind_start(&state, current, firing->regs, NULL);
		if (firing->aframes)
			return walk(&state, pcs, n, firing->aframes - 1);
		pcs[0] = firing->regs->ip;
		return 1 + walk(&state, pcs + 1, n - 1, 0);
	}
	unwind_start(&state, current, NULL, (unsigned long *)firing);
	return walk(&state, pcs, n, firing->aframes);
}
