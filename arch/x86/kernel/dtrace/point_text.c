// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: reading the kernel's text as it is without breakpoints.
 */
#include <linux/errno.h>
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/uaccess.h>

#include <asm/text-patching.h>

#include "../kprobes/common.h"
#include "point.h"

/*
 * May the bytes be others' than the compiler's: a breakpoint, or of the five of an optimised
 * kprobe's jump, which begins as a breakpoint while it is written? Most of the text is not, and
 * asking costs more than decoding. Calls of ftrace are as long as what they replace.
 */
static bool may_be_changed(unsigned long addr)
{
	const u8 *p = (const u8 *)addr;
	unsigned int i;

	if (offset_in_page(addr) < JMP32_INSN_SIZE)
		return true;
	for (i = 0; i < JMP32_INSN_SIZE; i++, p--) {
		if (*p == JMP32_INSN_OPCODE || *p == INT3_INSN_OPCODE)
			return true;
	}
	return false;
}

static unsigned long recover(u8 *buf, unsigned long addr)
{
	return may_be_changed(addr) ? recover_probed_instruction(buf, addr) : addr;
}

/* Bytes that an instruction may have. Nothing may follow the last page of a module's text. */
static unsigned int bytes_at(unsigned long addr)
{
	unsigned int n = PAGE_SIZE - offset_in_page(addr);
	u8 next;

	if (n >= MAX_INSN_SIZE || !get_kernel_nofault(next, (u8 *)addr + n))
		return MAX_INSN_SIZE;
	return n;
}

/* Looks through breakpoints and jumps of kprobes, and (by its hook) our own. */
int dtrace_text_decode(struct insn *insn, u8 *buf, unsigned long addr)
{
	unsigned long text;
	int err = -EFAULT;

	preempt_disable();
	text = recover(buf, addr);
	if (text)
		err = insn_decode(insn, (void *)text, bytes_at(text), INSN_MODE_KERN);
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
