/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Built-in variables and subroutines as the interpreter calls them. Context of all: probe,
 * interrupts off.
 */
#ifndef _DTRACE_LIB_BUILTIN_H
#define _DTRACE_LIB_BUILTIN_H

#include "mstate.h"

typedef u64 (*dt_builtin_fn)(struct dt_mstate *m);
typedef const char *(*dt_builtin_name_fn)(struct dt_mstate *m);

/*
 * dt_builtin_plain() - what loads a built-in scalar that takes no right to read the kernel. NULL:
 * it is none, or there is no such variable. Context: process.
 */
dt_builtin_fn dt_builtin_plain(u32 id);
/*
 * dt_builtin_name() - what gives the text of a built-in string, which the program itself may not be
 * allowed to read where it is; NULL: it is none. Context: process.
 */
dt_builtin_name_fn dt_builtin_name(u32 id);
/* dt_builtin_load() - value of a built-in scalar, ids as in dif_vars.def */
u64 dt_builtin_load(struct dt_mstate *m, u32 id);
/* dt_builtin_array_load() - element of a built-in array */
u64 dt_builtin_array_load(struct dt_mstate *m, u32 id, u64 index);
/* dt_subr_call() - run a subroutine on the entries of the tuple stack */
u64 dt_subr_call(struct dt_mstate *m, u32 id);

/*
 * One function for each supported row of dif_subrs.def: arguments on the tuple stack, their
 * number checked by the verifier
 */
#define DIF_SUBR(sym, name, lo, hi, args, result, flags) u64 dt_subr_##name(struct dt_mstate *m);
#define DIF_SUBR_TODO(sym, name, lo, hi, args, result, flags)
#include "dif_subrs.def"
#undef DIF_SUBR
#undef DIF_SUBR_TODO

static inline u64 dt_arg(const struct dt_mstate *m, u32 n)
{
	return m->tuple[n].value;
}

#endif /* _DTRACE_LIB_BUILTIN_H */
