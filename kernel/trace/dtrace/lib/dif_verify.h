/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inside the verifier: why a program is refused, and the parts that look for it.
 */
#ifndef _DTRACE_LIB_DIF_VERIFY_H
#define _DTRACE_LIB_DIF_VERIFY_H

#include "difo.h"

/* What the refused thing is: how the message starts and what "at" counts */
enum dt_refused {
	DT_REFUSED_PROGRAM,	/* the DIFO as a whole */
	DT_REFUSED_INSN,	/* instruction at */
	DT_REFUSED_VAR,		/* row at of the variable table */
	DT_REFUSED_RTYPE,	/* the type of the result */
};

/* Reasons; their texts stand in the same order in dif_verify_msg.c */
enum dt_reason {
	DT_REASON_OK,
	DT_REASON_TEXT_LENGTH,		/* instructions */
	DT_REASON_TABLES,		/* bytes */
	DT_REASON_STRTAB_END,
	DT_REASON_OPCODE,		/* opcode */
	DT_REASON_RESERVED,
	DT_REASON_REGISTER,		/* register */
	DT_REASON_R0,
	DT_REASON_BRANCH_BACK,		/* label */
	DT_REASON_BRANCH_PAST,		/* label, instructions */
	DT_REASON_NO_RET,
	DT_REASON_INT_INDEX,		/* index, entries */
	DT_REASON_STR_OFFSET,		/* offset, bytes */
	DT_REASON_NO_BUILTIN,		/* id */
	DT_REASON_BUILTIN_TODO,		/* name of id */
	DT_REASON_NOT_WRITABLE,		/* id */
	DT_REASON_VAR_MISSING,		/* scope, id */
	DT_REASON_VAR_NOT_SCALAR,	/* scope, id */
	DT_REASON_VAR_NOT_ARRAY,	/* scope, id */
	DT_REASON_SUBR,			/* id */
	DT_REASON_SUBR_TODO,		/* name of id */
	DT_REASON_ARGUMENTS,		/* id, depth */
	DT_REASON_DEPTH,		/* depth_min, depth_max */
	DT_REASON_OVERFLOW,
	DT_REASON_NO_KEY,
	DT_REASON_KIND,			/* kind */
	DT_REASON_SIZE_UNKNOWN,
	DT_REASON_CHUNK,		/* bytes */
	DT_REASON_TYPE_KIND,		/* kind */
	DT_REASON_TYPE_FLAGS,		/* flags */
	DT_REASON_TYPE_SIZE,		/* size */
	DT_REASON_TYPE_REF_SIZE,
	DT_REASON_TYPE_TOO_BIG,		/* size */
	DT_REASON_SCOPE,		/* scope */
	DT_REASON_VAR_KIND,		/* kind */
	DT_REASON_LOCAL_ARRAY,
	DT_REASON_VAR_ID,		/* id */
	DT_REASON_VAR_TWICE,		/* scope, id */
	DT_REASON_MAX
};

struct dt_refusal {
	enum dt_refused what;
	enum dt_reason reason;
	u32 at;
	u32 a, b;
};

/* bytes of integers, strings and variables of a DIFO */
#define DT_DIFO_TABLES_MAX	(256u << 10)
/* bytes of a global or clause-local held by reference */
#define DT_STATIC_SIZE_MAX	(16u << 10)
/* bytes of a dynamic variable with its keys, strings not counted */
#define DT_DYNVAR_SIZE_MAX	(128u << 10)

/* Which variables a DIFO declares: row + 1 in its variable table by id, 0 = not declared */
struct dt_varmap {
	u16 *row[3];
	u32 n[3];
};

/* dt_refuse() - note the reason. Return: false, so that a check can end with it. Context: any. */
static inline bool dt_refuse(struct dt_refusal *r, enum dt_reason reason, u32 a, u32 b)
{
	r->reason = reason;
	r->a = a;
	r->b = b;
	return false;
}

/*
 * dt_dif_legal() - check one instruction by itself: opcode, registers, reserved fields, indices,
 * ids. Context: process.
 */
bool dt_dif_legal(const struct dt_difo_raw *raw, const struct dt_varmap *vars, u32 pc,
		  struct dt_refusal *r);

/* dt_type_legal() - check the type of a variable or of a result. Context: process. */
bool dt_type_legal(const struct dtrace_dif_type *type, struct dt_refusal *r);

/*
 * dt_difo_make() - the object of an accepted program. Return: NULL without memory. Context:
 * process, may sleep.
 */
struct dt_difo *dt_difo_make(const struct dt_difo_raw *raw, bool checked_loads);

/* dt_refusal_text() - the message of a refusal. Context: process. */
void dt_refusal_text(const struct dt_refusal *r, const struct dt_difo_raw *raw, struct dt_msg *msg);

#endif /* _DTRACE_LIB_DIF_VERIFY_H */
