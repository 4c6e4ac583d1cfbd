// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: reading the kernel's text as it is without breakpoints.
 */
#include <linux/errno.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/preempt.h>

#include "../kprobes/common.h"
#include "point.h"

/* Looks through breakpoints and jumps of kprobes, ftrace's calls, and (by its hook) our own. */
int dtrace_text_decode(struct insn *insn, u8 *buf, unsigned long addr)
{
	unsigned long text;
	int err = -EFAULT;

	preempt_disable();
	text = recover_probed_instruction(buf, addr);
	if (text)
		err = insn_decode_kernel(insn, (void *)text);
	preempt_enable();
	return err < 0 ? -EILSEQ : 0;
}

int dtrace_text_walk(unsigned long start, unsigned long end, dtrace_text_fn fn, void *arg)
{
	u8 buf[MAX_INSN_SIZE];
	struct insn insn;
	int err = 0;

	mutex_lock(&text_mutex);
	for (; start < end && !err; start += insn.length) {
		err = dtrace_text_decode(&insn, buf, start);
		if (!err && start + insn.length > end)
			err = -EILSEQ;
		if (!err)
			err = fn(&insn, start, arg);
	}
	mutex_unlock(&text_mutex);
	return err;
}
