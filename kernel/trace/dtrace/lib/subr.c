// SPDX-License-Identifier: GPL-2.0
/*
 * From the number of a subroutine to its function: expanded from dif_subrs.def, direct calls
 * only.
 */
#include "builtin.h"

#define DIF_SUBR(sym, name, lo, hi, args, result, flags)		\
	case DTRACE_DIF_SUBR_##sym:					\
		return dt_subr_##name(m);
#define DIF_SUBR_TODO(sym, name, lo, hi, args, result, flags)

notrace u64 dt_subr_call(struct dt_mstate *m, u32 id)
{
	switch (id) {
#include "dif_subrs.def"
	default:
		dt_fault(m, DTRACE_FAULT_ILLOP, 0);
		return 0;
	}
}
