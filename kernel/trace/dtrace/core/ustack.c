// SPDX-License-Identifier: GPL-2.0
/*
 * User stack of the current thread, by its chain of frame pointers.
 *
 * A frame is two words: the caller's frame pointer and the return address. Code
 * built without frame pointers ends the walk or hides callers. The stack grows
 * down, so each frame lies above the one before: a chain that does not is
 * broken, and every walk ends.
 */
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#include "core/uregs.h"
#include "lib/env.h"

struct uframe {
	u64 fp, pc;
};

static bool notrace read_frame(struct uframe *frame, u64 fp, unsigned int word)
{
	u64 bad;

	return !dt_host_user_load(&frame->fp, fp, word, &bad) &&
	       !dt_host_user_load(&frame->pc, fp + word, word, &bad);
}

static unsigned int notrace walk(u64 fp, unsigned int word, u64 *pcs, unsigned int n)
{
	struct uframe frame;
	unsigned int got;

	for (got = 0; got < n; got++) {
		if (!fp || !read_frame(&frame, fp, word) || !frame.pc)
			break;
		pcs[got] = frame.pc;
		if (frame.fp <= fp)
			return got + 1;
		fp = frame.fp;
	}
	return got;
}

unsigned int notrace dt_host_ustack(const struct dtrace_firing *firing, u64 *pcs, unsigned int n)
{
	const struct pt_regs *regs = dt_user_regs(firing);
	struct dt_window window;
	unsigned int got = 1;

	if (!regs || !n)
		return 0;
	pcs[0] = regs->ip;
	dt_host_window_open(&window);
	got += walk(regs->bp, user_64bit_mode((struct pt_regs *)regs) ? 8 : 4, pcs + 1, n - 1);
	dt_host_window_close(&window);
	return got;
}
