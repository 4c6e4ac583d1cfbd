/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checked DIF objects. A struct dt_difo exists only if the verifier accepted its text: the type
 * is the stamp.
 */
#ifndef _DTRACE_LIB_DIFO_H
#define _DTRACE_LIB_DIFO_H

#include "env.h"

struct dt_mstate;

/* Where a refusal message goes; text is always NUL-terminated */
struct dt_msg {
	char	text[256];
};

/* Unchecked parts of a DIFO, as the DOF parser (or the assembler of the tests) cut them out */
struct dt_difo_raw {
	const struct dtrace_dif_insn *text;
	const u64		*ints;
	const char		*strs;
	const struct dtrace_dif_var *vars;
	u32			ntext, nints, nstrs, nvars;
	struct dtrace_dif_type	rtype;
};

/**
 * struct dt_short - the short way of a program that does nothing but look at one built-in variable
 * @load: gives the variable, NULL: there is no such way
 * @var: its id
 * @load_pc: instruction that loads it, for its faults
 * @chooses: the result is @inside if the variable is one of the @span + 1 numbers from @first on,
 *	else @outside; false: it is the variable
 * @first: see @chooses
 * @span: see @chooses
 * @inside: see @chooses
 * @outside: see @chooses
 */
struct dt_short {
	u64	(*load)(struct dt_mstate *m);
	u32	var;
	u32	load_pc;
	bool	chooses;
	u64	first, span;
	u64	inside, outside;
};

#define DT_DIFO_DESTRUCTIVE	0x1	/* calls copyout() or copyoutstr() */

/* A verified DIFO; immutable, reference counted (process context, registry lock) */
struct dt_difo {
	struct dtrace_dif_insn	*text;
	u64			*ints;
	char			*strs;
	struct dtrace_dif_var	*vars;
	u32			ntext, nints, nstrs, nvars;
	struct dtrace_dif_type	rtype;
	u32			flags;		/* DT_DIFO_* */
	/* bytes of the largest dynamic variable it stores, 0 = none */
	u32			dynvar_chunk;
	/* and how many D strings of strsize bytes it holds besides */
	u32			dynvar_strings;
	u32			refs;
	struct dt_short		brief;
};

/**
 * dt_difo_verify() - check a program and make it executable
 * @raw: its parts; copied
 * @rights: DT_RIGHT_*; without DT_RIGHT_KERNEL kernel loads become checked loads
 * @out: the verified object, one reference
 * @msg: why it was refused, with the instruction index
 *
 * Return: 0, -EINVAL (refused), -ENOMEM. Context: process, may sleep.
 */
int dt_difo_verify(const struct dt_difo_raw *raw, u32 rights, struct dt_difo **out,
		   struct dt_msg *msg);
void dt_difo_get(struct dt_difo *difo);
void dt_difo_put(struct dt_difo *difo);

/**
 * dt_dif_exec() - run a verified program
 * @difo: the program
 * @m: machine state; its tuple stack is emptied first; m->fault and m->flags tell how it ended
 *
 * Return: the result, 0 after a fault. Context: probe context, any.
 */
u64 dt_dif_exec(const struct dt_difo *difo, struct dt_mstate *m);

#endif /* _DTRACE_LIB_DIFO_H */
