// SPDX-License-Identifier: GPL-2.0
/*
 * Breakpoint probe points: copies of instructions.
 *
 * A copy lives in a slot of the instruction pages of kprobes: kernel text to everybody who
 * asks, read-only and executable, within reach of RIP-relative operands. It ends in INT3, or in a
 * jump back.
 *
 * A copy that traps runs with interrupts off: nothing is to find a task inside it, and no task is
 * to be moved away from it. What the interrupt flag was is told by which of two equal copies ran,
 * so that nothing has to be remembered for each CPU and a copy may run inside an NMI, inside a
 * copy.
 */
#include <linux/kprobes.h>
#include <linux/memory.h>
#include <linux/rcupdate.h>

#include <asm/cpufeature.h>
#include <asm/insn-eval.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>
#include <asm/text-patching.h>

#include "point.h"

static int fix_displacement(u8 *buf, struct insn *insn, unsigned long from, unsigned long to)
{
	long disp;

	if (!insn_rip_relative(insn))
		return 0;
	disp = from + insn->displacement.value - to;
	if (disp != (s32)disp)
		return -ERANGE;
	*(s32 *)(buf + insn_offset_displacement(insn)) = disp;
	return 0;
}

static unsigned int slot_end(const struct dtrace_site *site, u8 *buf, u8 *slot)
{
	unsigned int n = site->length;

	if (site->mode != DTRACE_POINT_JUMP) {
		buf[n] = INT3_INSN_OPCODE;
		return n + INT3_INSN_SIZE;
	}
	__text_gen_insn(buf + n, JMP32_INSN_OPCODE, slot + n, (void *)site->next, JMP32_INSN_SIZE);
	return n + JMP32_INSN_SIZE;
}

static int slot_create(struct dtrace_site *site, struct insn *insn, unsigned int on)
{
	u8 buf[MAX_INSN_SIZE + JMP32_INSN_SIZE];
	u8 *slot = get_insn_slot();
	unsigned int n;
	int err;

	if (!slot)
		return -ENOMEM;
	memcpy(buf, site->text, site->length);
	err = fix_displacement(buf, insn, site->addr, (unsigned long)slot);
	if (err) {
		free_insn_slot(slot, 0);
		return err;
	}
	n = slot_end(site, buf, slot);
	if (WARN_ON_ONCE(n > DTRACE_SLOT_SIZE)) {
		free_insn_slot(slot, 0);
		return -EINVAL;
	}
	mutex_lock(&text_mutex);
	text_poke(slot, buf, n);
	mutex_unlock(&text_mutex);
	site->slot[on] = slot;
	return 0;
}

static int slot_publish(struct dtrace_site *site, unsigned int on)
{
	unsigned long start = (unsigned long)site->slot[on];
	int err = dtrace_table_add(start, site);

	if (err || site->mode == DTRACE_POINT_JUMP)
		return err;
	err = dtrace_table_add(start + site->length, site);
	if (err)
		dtrace_table_del(start);
	return err;
}

static void slot_free(struct dtrace_site *site, unsigned int on)
{
	free_insn_slot(site->slot[on], 0);
	site->slot[on] = NULL;
}

static int slot_add(struct dtrace_site *site, struct insn *insn, unsigned int on)
{
	int err = slot_create(site, insn, on);

	if (err)
		return err;
	err = slot_publish(site, on);
	if (err)
		slot_free(site, on);
	return err;
}

int dtrace_slots_create(struct dtrace_site *site, struct insn *insn)
{
	int err = slot_add(site, insn, 1);

	if (err || site->mode == DTRACE_POINT_JUMP)
		return err;
	err = slot_add(site, insn, 0);
	if (err) {
		dtrace_slots_unpublish(site);
		dtrace_slots_free(site);
	}
	return err;
}

void dtrace_slots_unpublish(struct dtrace_site *site)
{
	unsigned int on;

	for (on = 0; on < DTRACE_NSLOTS; on++) {
		unsigned long start = (unsigned long)site->slot[on];

		if (!start)
			continue;
		dtrace_table_del(start);
		if (site->mode != DTRACE_POINT_JUMP)
			dtrace_table_del(start + site->length);
	}
}

void dtrace_slots_free(struct dtrace_site *site)
{
	unsigned int on;

	for (on = 0; on < DTRACE_NSLOTS; on++) {
		if (site->slot[on])
			slot_free(site, on);
	}
}

/* ---- execution; context: trap, interrupts off ---- */

static __always_inline void enter_masked(const struct dtrace_site *site, struct pt_regs *regs)
{
	regs->ip = (unsigned long)site->slot[(regs->flags / X86_EFLAGS_IF) & 1];
	regs->flags &= ~X86_EFLAGS_IF;
}

void dtrace_slot_run(const struct dtrace_site *site, struct pt_regs *regs)
{
	this_cpu_inc(dtrace_point_stats.runs[DTRACE_POINT_INT3]);
	enter_masked(site, regs);
}

NOKPROBE_SYMBOL(dtrace_slot_run);

/*
 * ERETS would raise #DB before the copy ran if the event returned from was a software one.
 */
void dtrace_slot_step(const struct dtrace_site *site, struct pt_regs *regs)
{
	this_cpu_inc(dtrace_point_stats.runs[DTRACE_POINT_STEP]);
	enter_masked(site, regs);
	regs->flags |= X86_EFLAGS_TF;
	if (cpu_feature_enabled(X86_FEATURE_FRED))
		regs->fred_ss.swevent = 0;
}

NOKPROBE_SYMBOL(dtrace_slot_step);

void dtrace_slot_jump(const struct dtrace_site *site, struct pt_regs *regs)
{
	this_cpu_inc(dtrace_point_stats.runs[DTRACE_POINT_JUMP]);
	regs->ip = (unsigned long)site->slot[1];
}

NOKPROBE_SYMBOL(dtrace_slot_jump);
