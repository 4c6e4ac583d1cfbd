/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rows of dif_ops.def, dif_subrs.def and dif_vars.def as C tables, and what the encoding
 * promises.
 */
#ifndef _DTRACE_LIB_DIF_INSN_H
#define _DTRACE_LIB_DIF_INSN_H

#include "env.h"

#define DT_OP_FAULTS	0x01
#define DT_OP_LOADS	0x02
#define DT_OP_BRANCH	0x04
#define DT_OP_ENDS	0x08
#define DT_OP_DYNVAR	0x10

/* What the fields of an instruction mean: columns rd, r1, r2 and imm of dif_ops.def */
enum dt_operand {
	DT_OPERAND_NONE,
	DT_OPERAND_DST,
	DT_OPERAND_ADDR,
	DT_OPERAND_SRC,
	DT_OPERAND_LABEL,
	DT_OPERAND_INT,
	DT_OPERAND_STR,
	DT_OPERAND_BUILTIN_ARRAY,
	DT_OPERAND_GLOBAL_OR_BUILTIN,
	DT_OPERAND_GLOBAL,
	DT_OPERAND_THREAD,
	DT_OPERAND_LOCAL,
	DT_OPERAND_GLOBAL_ARRAY,
	DT_OPERAND_THREAD_ARRAY,
	DT_OPERAND_SUBR,
	DT_OPERAND_KIND,
};

struct dt_op_info {
	const char *name;
	u8 rd, r1, r2, imm;	/* enum dt_operand */
	u8 flags;		/* DT_OP_* */
};

#define DT_SUBR_DESTRUCTIVE	0x1

struct dt_subr_info {
	const char *name;
	u8 min, max;		/* arguments */
	u8 flags;		/* DT_SUBR_* */
	bool supported;
};

struct dt_builtin_info {
	const char *name;
	u16 id;
	bool array;
	bool supported;
	bool kernel;		/* reading it needs the right to read the kernel */
};

extern const struct dt_op_info dt_ops[DTRACE_DIF_OP_MAX];
extern const struct dt_subr_info dt_subrs[DTRACE_DIF_SUBR_MAX];

/*
 * dt_builtin_info() - the row of a built-in variable. Return: NULL if there is none with this id.
 * Context: any.
 */
const struct dt_builtin_info *dt_builtin_info(u32 id);

/* The name of an opcode, also of one that does not exist */
static inline const char *dt_op_name(u8 op)
{
	return op < DTRACE_DIF_OP_MAX && dt_ops[op].name ? dt_ops[op].name : "?";
}

static_assert(sizeof(struct dtrace_dif_insn) == 8, "an instruction has 8 bytes");
static_assert(sizeof(struct dtrace_dif_type) == 8, "a type has no holes");
static_assert(sizeof(struct dtrace_dif_var) == 20, "a variable row has no holes");
/* Kernel loads become checked loads by adding a constant to the opcode */
static_assert(DTRACE_DIF_OP_LDX - DTRACE_DIF_OP_LDSB == DTRACE_DIF_OP_RLDX - DTRACE_DIF_OP_RLDSB,
	      "kernel and checked loads stand in one order");

#endif /* _DTRACE_LIB_DIF_INSN_H */
