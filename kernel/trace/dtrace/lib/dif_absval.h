/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Abstract values: what the verifier knows about registers and the tuple stack before an
 * instruction runs.
 *
 * Problem: a dynamic variable lives in a chunk of fixed size, so the engine must know before
 * tracing starts how large the largest one can get. Its size depends on the keys on the tuple
 * stack; the size of a key pushed by reference depends on a register. It must also know that a
 * subroutine finds the number of arguments it takes.
 *
 * Observation: branches go forward only. One pass in text order sees every predecessor of an
 * instruction before the instruction itself, so no fixpoint is needed: the state before an
 * instruction is the join of the states that reach it, and each state is computed once.
 *
 * Rejected: tracking exact values only. A compiler may choose a size on two paths; the join of
 * two constants would be "unknown" and the program refused. Rejected too: signed intervals and
 * bit masks; nothing asks for them.
 *
 * Choice: a register is an unsigned interval [lo, hi] of 32-bit numbers, or anything (lo 0, hi
 * DT_ABS_ANY).
 *
 *	         anything
 *	        /   |    \
 *	   [0,9]  [5,12]  ...       join = the smallest interval around both
 *	   /   \   /   \
 *	 [0]   [7]    [12]          constants: SETX
 *
 * A key of the tuple stack is its largest number of bytes, plus a bit that says "or one D
 * string", whose size (the option strsize) is known only when tracing starts. The depth of the
 * stack is an interval as well.
 */
#ifndef _DTRACE_LIB_DIF_ABSVAL_H
#define _DTRACE_LIB_DIF_ABSVAL_H

#include "env.h"

#define DT_ABS_ANY	U32_MAX

struct dt_absval {
	u32 lo, hi;
};

struct dt_abskey {
	u32 bytes;		/* by reference: at most that many; by value: 0 */
	u32 strings;		/* 1: plus at most one D string of strsize bytes */
};

struct dt_absstate {
	struct dt_absval reg[DTRACE_DIF_NREGS];
	struct dt_abskey key[DTRACE_DIF_NTUPREGS];
	u8 depth_min, depth_max;
	bool reached;
};

struct dt_absval dt_abs_any(void);
struct dt_absval dt_abs_const(u64 value);
struct dt_absval dt_abs_join(struct dt_absval a, struct dt_absval b);

/*
 * dt_abs_result() - value an instruction leaves in its rd; @constant is the integer that SETX
 * loads. Context: any.
 */
struct dt_absval dt_abs_result(const struct dt_absstate *s, const struct dtrace_dif_insn *insn,
			       u64 constant);

/*
 * dt_abs_start() - the state before the first instruction: registers 0, tuple stack empty.
 * Context: any.
 */
void dt_abs_start(struct dt_absstate *s);

/*
 * dt_abs_merge() - join @from into @to, the state before an instruction that both reach. Context:
 * any.
 */
void dt_abs_merge(struct dt_absstate *to, const struct dt_absstate *from);

/* dt_abs_push() - push a key. Return: false when the stack may overflow. Context: any. */
bool dt_abs_push(struct dt_absstate *s, struct dt_abskey key);
void dt_abs_pop(struct dt_absstate *s);
void dt_abs_flush(struct dt_absstate *s);

#endif /* _DTRACE_LIB_DIF_ABSVAL_H */
