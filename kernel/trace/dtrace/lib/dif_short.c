// SPDX-License-Identifier: GPL-2.0
/*
 * Short programs: what a load of one built-in variable, or its comparison with a constant, comes to
 * without the interpreter.
 *
 * Most predicates, keys and arguments are as short as that, and starting the interpreter takes
 * longer than running them. When a program is loaded it is followed once, with every register known
 * to hold either a constant or what the variable will be. If nothing but its result is left to be
 * found out, the result is noted:
 *
 *	ldgs r1, pid			result: the variable
 *	ret r1
 *
 *	ldgs r1, pid			result: 1 if it is within 7 .. 7, else 0
 *	setx r2, 7
 *	cmp r1, r2
 *	bne ...
 *
 * Whatever the condition, the values for which a branch is taken are a range of the numbers modulo
 * 2^64, so that all comparisons are one.
 *
 * Programs are verified already: registers and indices are right, branches go forward.
 */
#include "dif_short.h"

/* What a register holds: a constant, or the variable */
struct value {
	bool	is_var;
	u64	number;
};

/* A program that is being followed */
struct follow {
	const struct dt_difo	*difo;
	const struct dtrace_dif_insn *load;	/* of the variable, NULL: not met yet */
	struct value		r[DTRACE_DIF_NREGS];
	bool			compared;
	bool			tested;		/* by tst, which leaves no order behind */
	u64			with;		/* what the variable was compared with */
};

/* The values first .. last, which may go beyond 2^64 - 1 and on from 0 */
struct taken {
	u64	first, last;
};

/*
 * The values of the variable for which a branch is taken. Return: false: all or none, or it is no
 * branch on what was compared.
 */
static bool taken_for(u32 op, u64 k, struct taken *taken)
{
	const u64 low = (u64)S64_MIN, high = S64_MAX;

	switch (op) {
	case DTRACE_DIF_OP_BE:
		*taken = (struct taken){ k, k };
		return true;
	case DTRACE_DIF_OP_BNE:
		*taken = (struct taken){ k + 1, k - 1 };
		return true;
	case DTRACE_DIF_OP_BG:
		*taken = (struct taken){ k + 1, high };
		return k != high;
	case DTRACE_DIF_OP_BGE:
		*taken = (struct taken){ k, high };
		return k != low;
	case DTRACE_DIF_OP_BL:
		*taken = (struct taken){ low, k - 1 };
		return k != low;
	case DTRACE_DIF_OP_BLE:
		*taken = (struct taken){ low, k };
		return k != high;
	case DTRACE_DIF_OP_BGU:
		*taken = (struct taken){ k + 1, U64_MAX };
		return k != U64_MAX;
	case DTRACE_DIF_OP_BGEU:
		*taken = (struct taken){ k, U64_MAX };
		return k != 0;
	case DTRACE_DIF_OP_BLU:
		*taken = (struct taken){ 0, k - 1 };
		return k != 0;
	case DTRACE_DIF_OP_BLEU:
		*taken = (struct taken){ 0, k };
		return k != U64_MAX;
	default:
		return false;
	}
}

/* Return: whether the variable was compared with a constant */
static bool compare(struct follow *f, const struct value *a, const struct value *b)
{
	f->compared = a->is_var && !b->is_var;
	f->with = b->number;
	return f->compared;
}

static bool load(struct follow *f, const struct dtrace_dif_insn *insn)
{
	if (f->load || !dt_builtin_plain(insn->imm))
		return false;
	f->load = insn;
	f->r[insn->rd] = (struct value){ .is_var = true };
	return true;
}

/* One instruction that is no branch and no end. Return: false: the program is not a short one. */
static bool step(struct follow *f, const struct dtrace_dif_insn *insn)
{
	static const struct value zero;

	switch (insn->op) {
	case DTRACE_DIF_OP_NOP:
		return true;
	case DTRACE_DIF_OP_MOV:
		f->r[insn->rd] = f->r[insn->r1];
		return true;
	case DTRACE_DIF_OP_SETX:
		f->r[insn->rd] = (struct value){ .number = f->difo->ints[insn->imm] };
		return true;
	case DTRACE_DIF_OP_LDGS:
		return load(f, insn);
	case DTRACE_DIF_OP_CMP:
		f->tested = false;
		return compare(f, &f->r[insn->r1], &f->r[insn->r2]);
	case DTRACE_DIF_OP_TST:
		f->tested = true;
		return compare(f, &f->r[insn->r1], &zero);
	default:
		return false;
	}
}

/* Does this branch go by what was compared? */
static bool decides(const struct follow *f, u32 op)
{
	if (!f->compared || !(dt_ops[op].flags & DT_OP_BRANCH) || op == DTRACE_DIF_OP_BA)
		return false;
	return !f->tested || op == DTRACE_DIF_OP_BE || op == DTRACE_DIF_OP_BNE;
}

/* From @insn to the end, without another branch. Return: the result, NULL: not a short program. */
static const struct value *follow_to_end(struct follow *f, const struct dtrace_dif_insn *insn)
{
	while (insn->op != DTRACE_DIF_OP_RET) {
		if (insn->op != DTRACE_DIF_OP_BA && !step(f, insn))
			return NULL;
		insn = insn->op == DTRACE_DIF_OP_BA ? f->difo->text + insn->imm : insn + 1;
	}
	return &f->r[insn->r1];
}

/* A constant is what both ways behind a branch have to end with. */
static bool constant_after(const struct follow *before, const struct dtrace_dif_insn *insn,
			   u64 *out)
{
	struct follow f = *before;
	const struct value *v = follow_to_end(&f, insn);

	if (!v || v->is_var || f.load != before->load)
		return false;
	*out = v->number;
	return true;
}

/* The condition at @insn, and the results on both sides of it */
static bool note_choice(const struct follow *f, const struct dtrace_dif_insn *insn,
			struct dt_short *s)
{
	struct taken taken;

	if (!taken_for(insn->op, f->with, &taken) ||
	    !constant_after(f, f->difo->text + insn->imm, &s->inside) ||
	    !constant_after(f, insn + 1, &s->outside))
		return false;
	s->chooses = true;
	s->first = taken.first;
	s->span = taken.last - taken.first;
	return true;
}

/* Up to the first branch on a condition, or the end */
static bool note(struct follow *f, struct dt_short *s)
{
	const struct dtrace_dif_insn *insn = f->difo->text;

	for (; insn->op != DTRACE_DIF_OP_RET; insn++) {
		if (decides(f, insn->op))
			return note_choice(f, insn, s);
		if (!step(f, insn))
			return false;
	}
	return f->r[insn->r1].is_var;
}

void dt_dif_shorten(struct dt_difo *difo)
{
	struct follow f = { .difo = difo };
	struct dt_short s = { };

	if (!note(&f, &s))
		return;
	s.var = f.load->imm;
	s.load_pc = f.load - difo->text;
	s.load = dt_builtin_plain(s.var);
	difo->brief = s;
}
