// SPDX-License-Identifier: GPL-2.0
/* The tables of opcodes, subroutines and built-in variables, expanded from their .def files. */
#include "dif_insn.h"

#define DIF_OP(sym, mnemonic, format, d, s1, s2, i, f)			\
	[DTRACE_DIF_OP_##sym] = {					\
		.name = #mnemonic,					\
		.rd = DT_OPERAND_##d,					\
		.r1 = DT_OPERAND_##s1,					\
		.r2 = DT_OPERAND_##s2,					\
		.imm = DT_OPERAND_##i,					\
		.flags = f,						\
	},

const struct dt_op_info dt_ops[DTRACE_DIF_OP_MAX] = {
#include "dif_ops.def"
};

#undef DIF_OP

#define DIF_OP(sym, mnemonic, format, d, s1, s2, i, f)	OP_ROW_##sym,
enum {
#include "dif_ops.def"
	OP_ROWS
};

#undef DIF_OP
static_assert(OP_ROWS == (int)DTRACE_DIF_OP_MAX - 1, "every opcode has one row");

#define SUBR_ROW(sym, nm, lo, hi, f, ok)				\
	[DTRACE_DIF_SUBR_##sym] = {					\
		.name = nm, .min = lo, .max = hi, .flags = f, .supported = ok,	\
	},
#define DIF_SUBR(sym, name, lo, hi, args, res, f)	SUBR_ROW(sym, #name, lo, hi, f, true)
#define DIF_SUBR_TODO(sym, name, lo, hi, args, res, f)	SUBR_ROW(sym, #name, lo, hi, f, false)

const struct dt_subr_info dt_subrs[DTRACE_DIF_SUBR_MAX] = {
#include "dif_subrs.def"
};

#undef DIF_SUBR
#undef DIF_SUBR_TODO

#define DIF_SUBR(sym, name, lo, hi, args, result, f)		SUBR_ROW_##sym,
#define DIF_SUBR_TODO(sym, name, lo, hi, args, result, f)	SUBR_ROW_##sym,
enum {
#include "dif_subrs.def"
	SUBR_ROWS
};

#undef DIF_SUBR
#undef DIF_SUBR_TODO
static_assert(SUBR_ROWS == (int)DTRACE_DIF_SUBR_MAX, "every subroutine has one row");

#define RIGHT_NONE	false
#define RIGHT_PROC	false
#define RIGHT_KERNEL	true
#define VAR_ROW(sym, nm, arr, ok, right)				\
	{								\
		.name = nm, .id = DTRACE_DIF_VAR_##sym, .array = arr,	\
		.supported = ok, .kernel = RIGHT_##right,		\
	},
#define DIF_VAR(sym, name, result, right)	VAR_ROW(sym, #name, false, true, right)
#define DIF_VAR_ARGN(sym, name, n)		VAR_ROW(sym, #name, false, true, NONE)
#define DIF_VAR_ARRAY(sym, name, result, right)	VAR_ROW(sym, #name, true, true, right)
#define DIF_VAR_TODO(sym, name, result, right)	VAR_ROW(sym, #name, false, false, right)

static const struct dt_builtin_info builtins[] = {
#include "dif_vars.def"
};

const struct dt_builtin_info *dt_builtin_info(u32 id)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(builtins); i++)
		if (builtins[i].id == id)
			return &builtins[i];
	return NULL;
}
