// SPDX-License-Identifier: GPL-2.0
/* Abstract values of registers and of the tuple stack; the theory stands in dif_absval.h. */
#include "dif_absval.h"

struct dt_absval dt_abs_any(void)
{
	return (struct dt_absval){ 0, DT_ABS_ANY };
}

static struct dt_absval range(u32 lo, u32 hi)
{
	return (struct dt_absval){ lo, hi };
}

struct dt_absval dt_abs_const(u64 value)
{
	return value < DT_ABS_ANY ? range(value, value) : dt_abs_any();
}

struct dt_absval dt_abs_join(struct dt_absval a, struct dt_absval b)
{
	return range(min(a.lo, b.lo), max(a.hi, b.hi));
}

/* a + b, when neither can wrap */
static struct dt_absval abs_add(struct dt_absval a, struct dt_absval b)
{
	u64 hi = (u64)a.hi + b.hi;

	if (a.hi == DT_ABS_ANY || b.hi == DT_ABS_ANY || hi >= DT_ABS_ANY)
		return dt_abs_any();
	return range(a.lo + b.lo, hi);
}

/* a & b is at most the smaller of the two */
static struct dt_absval abs_and(struct dt_absval a, struct dt_absval b)
{
	return range(0, min(a.hi, b.hi));
}

struct dt_absval dt_abs_result(const struct dt_absstate *s, const struct dtrace_dif_insn *insn,
			       u64 constant)
{
	switch (insn->op) {
	case DTRACE_DIF_OP_SETX:
		return dt_abs_const(constant);
	case DTRACE_DIF_OP_MOV:
		return s->reg[insn->r1];
	case DTRACE_DIF_OP_ADD:
		return abs_add(s->reg[insn->r1], s->reg[insn->r2]);
	case DTRACE_DIF_OP_AND:
		return abs_and(s->reg[insn->r1], s->reg[insn->r2]);
	case DTRACE_DIF_OP_LDUB:
	case DTRACE_DIF_OP_RLDUB:
	case DTRACE_DIF_OP_ULDUB:
		return range(0, U8_MAX);
	case DTRACE_DIF_OP_LDUH:
	case DTRACE_DIF_OP_RLDUH:
	case DTRACE_DIF_OP_ULDUH:
		return range(0, U16_MAX);
	default:
		return dt_abs_any();
	}
}

void dt_abs_start(struct dt_absstate *s)
{
	memset(s, 0, sizeof(*s));	/* registers are 0 at entry: [0, 0] */
	s->reached = true;
}

static struct dt_abskey join_key(struct dt_abskey a, struct dt_abskey b)
{
	return (struct dt_abskey){ max(a.bytes, b.bytes), max(a.strings, b.strings) };
}

void dt_abs_merge(struct dt_absstate *to, const struct dt_absstate *from)
{
	u32 i;

	if (!from->reached)
		return;
	if (!to->reached) {
		*to = *from;
		return;
	}
	for (i = 0; i < DTRACE_DIF_NREGS; i++)
		to->reg[i] = dt_abs_join(to->reg[i], from->reg[i]);
	for (i = 0; i < DTRACE_DIF_NTUPREGS; i++)
		to->key[i] = join_key(to->key[i], from->key[i]);
	to->depth_min = min(to->depth_min, from->depth_min);
	to->depth_max = max(to->depth_max, from->depth_max);
}

bool dt_abs_push(struct dt_absstate *s, struct dt_abskey key)
{
	u32 i;

	if (s->depth_max == DTRACE_DIF_NTUPREGS)
		return false;
	/*
	 * the entry may land at any depth of the interval; entries at or above depth_max hold
	 * nothing yet
	 */
	s->key[s->depth_max] = (struct dt_abskey){ 0, 0 };
	for (i = s->depth_min; i <= s->depth_max; i++)
		s->key[i] = join_key(s->key[i], key);
	s->depth_min++;
	s->depth_max++;
	return true;
}

void dt_abs_pop(struct dt_absstate *s)
{
	if (s->depth_min)
		s->depth_min--;
	if (s->depth_max)
		s->depth_max--;
}

void dt_abs_flush(struct dt_absstate *s)
{
	s->depth_min = 0;
	s->depth_max = 0;
}
