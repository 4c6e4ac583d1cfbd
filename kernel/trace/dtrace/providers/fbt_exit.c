// SPDX-License-Identifier: GPL-2.0
/*
 * Provider fbt: where a function is left, found in its text.
 *
 * By returns, and by jumps out of it: the function has done its part when it jumps to another one,
 * or to its own beginning. What the compiler thinks unlikely stands in a second piece of text,
 * FUNCTION.cold, which the function jumps to and which is part of it. A jump whose target is
 * computed may be through a table of labels: whether it leaves is seen when it is executed.
 *
 * All or nothing: a function that cannot be followed to the end has no exits.
 */
#include <linux/dtrace.h>
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <asm/dtrace_point.h>
#include <asm/insn.h>
#include <asm/text-patching.h>

#include "providers/fbt.h"

/**
 * struct fbt_walk - a walk over the text of a function
 * @text: the function
 * @exits: found so far
 * @n: number of them
 * @open: control may go on behind the instructions so far
 */
struct fbt_walk {
	struct fbt_text	*text;
	struct fbt_exit	*exits;
	unsigned int	n;
	bool		open;
};

static int add_exit(struct fbt_walk *w, unsigned long addr, bool returns)
{
	if (w->n == FBT_EXITS_MAX)
		return -E2BIG;
	w->exits[w->n++] = (struct fbt_exit){ addr, returns };
	return 0;
}

/* Does a jump lead to the unlikely part? Return: 1, 0, -errno: to a second one. */
static int find_cold(struct fbt_text *text, unsigned long target)
{
	unsigned long size, offset;
	char name[KSYM_NAME_LEN];
	char *module;

	if (!kallsyms_lookup(target, &size, &offset, &module, name) || !strstr(name, ".cold"))
		return 0;
	if (text->cold.start)
		return -EOPNOTSUPP;
	text->cold.start = target - offset;
	text->cold.end = text->cold.start + size;
	return 1;
}

static int visit_jump(struct fbt_walk *w, unsigned long addr, unsigned long target)
{
	int cold;

	if (fbt_text_has(w->text, target))
		return 0;
	cold = find_cold(w->text, target);
	if (cold < 0)
		return cold;
	return cold ? 0 : add_exit(w, addr, false);
}

#define NOP	0x90

/* What stands between functions */
static bool is_padding(const struct insn *insn)
{
	return insn->opcode.bytes[0] == INT3_INSN_OPCODE || insn->opcode.bytes[0] == NOP ||
	       (insn->opcode.bytes[0] == 0x0f && insn->opcode.bytes[1] == 0x1f);
}

/* The text of a module is filled up with zeroes behind its last function. */
static bool is_end(const struct fbt_walk *w, const struct insn *insn)
{
	return !w->open && !insn->opcode.value && !insn->modrm.value;
}

#define WALK_END	1

/* A breakpoint at the mark of a branch target is refused; what follows is entered as it is. */
static void skip_mark(struct fbt_text *text, struct insn *insn, unsigned long addr)
{
	if (addr == text->entry && dtrace_text_vet_insn(insn, addr) == DTRACE_POINT_REFUSE_ENDBR)
		text->entry += insn->length;
}

static int visit(struct insn *insn, unsigned long addr, void *arg)
{
	struct fbt_walk *w = arg;
	enum dtrace_text_flow flow;
	unsigned long target;

	skip_mark(w->text, insn, addr);
	if (is_end(w, insn))
		return WALK_END;
	flow = dtrace_text_flow(insn, addr, &target);
	if (!is_padding(insn))
		w->open = flow == DTRACE_FLOW_NEXT || flow == DTRACE_FLOW_BRANCH;
	switch (flow) {
	case DTRACE_FLOW_NEXT:
	case DTRACE_FLOW_STOP:
		return 0;
	case DTRACE_FLOW_RETURN:
		return add_exit(w, addr, true);
	case DTRACE_FLOW_JUMP:
	case DTRACE_FLOW_BRANCH:
		return visit_jump(w, addr, target);
	case DTRACE_FLOW_INDIRECT:
		return add_exit(w, addr, false);
	default:
		return -EOPNOTSUPP;
	}
}

static int walk_range(struct fbt_walk *w, const struct fbt_range *range)
{
	int err;

	w->open = true;
	err = dtrace_text_walk(range->start, range->end, visit, w);
	return err == WALK_END ? 0 : err;
}

int fbt_exits_find(unsigned long ip, struct fbt_text *text, struct fbt_exit *exits)
{
	struct fbt_walk w = { .text = text, .exits = exits };
	unsigned long size, offset, start;
	int err;

	if (!kallsyms_lookup_size_offset(ip, &size, &offset))
		return -ENOENT;
	start = ip - offset;
	*text = (struct fbt_text){ .hot = { start, start + size }, .entry = start };
	err = walk_range(&w, &text->hot);
	if (!err && text->cold.start)
		err = walk_range(&w, &text->cold);
	return err ?: w.n;
}
