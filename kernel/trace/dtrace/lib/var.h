/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inside the variable storage: what the interpreter calls, and the layout that var.c and dynvar.c
 * share.
 *
 * A variable by value takes 8 bytes. One by reference takes 8 bytes of which the first is 0xff
 * when it is NULL, then its bytes. A clause-local has 8 more bytes in front: the generation of
 * the firing that touched it last; in another firing it reads as never stored.
 */
#ifndef _DTRACE_LIB_VAR_H
#define _DTRACE_LIB_VAR_H

#include "dynvar.h"
#include "mstate.h"
#include "vars.h"

/* One variable of one scope */
struct dt_vardesc {
	struct dtrace_dif_type type;
	u8	known;
	u8	kind;		/* enum dtrace_dif_varkind */
	u32	size;		/* bytes by reference, strsize filled in at start; 0 = by value */
	u32	offset;		/* static scopes: where its storage starts */
};

struct dt_varscope {
	struct dt_vardesc *v;	/* by id - DTRACE_DIF_VAR_USER */
	u32	n;
};

/* Random numbers of one CPU */
struct dt_rng {
	u64	a, b;
};

/*
 * struct dt_vars - variable storage of a consumer
 * @scope: what is declared, by enum dtrace_dif_scope; changes only before the start
 * @globals: static storage of globals, written by any CPU
 * @locals: ncpus blocks of @locals_size bytes; each written by its CPU only
 * @rng: per CPU, for rand(); written by its CPU only
 */
struct dt_vars {
	struct dt_varscope scope[3];
	u32	strsize;
	u32	ncpus;
	u8	*globals;
	u64	globals_size;
	u8	*locals;
	u64	locals_size;
	struct dt_rng *rng;
	struct dt_dynvar_need need;
	bool	dynamic;		/* something stores dynamic variables */
	struct dt_dynvars dyn;
};

/* ---- probe context, interrupts off; faults and drops go to m ---- */

u64 dt_var_load_global(struct dt_mstate *m, u32 id);
void dt_var_store_global(struct dt_mstate *m, u32 id, u64 value);
u64 dt_var_load_local(struct dt_mstate *m, u32 id);
void dt_var_store_local(struct dt_mstate *m, u32 id, u64 value);

/*
 * dt_var_bytes_at() - bytes from @addr to the end of the variable storage that holds it, 0 = none
 * does. Context: probe.
 */
u64 dt_var_bytes_at(const struct dt_mstate *m, u64 addr);

/* The description of a declared variable */
static inline const struct dt_vardesc *dt_vardesc(const struct dt_vars *vars, u32 scope, u32 id)
{
	u32 i = id - DTRACE_DIF_VAR_USER;

	return likely(i < vars->scope[scope].n) ? &vars->scope[scope].v[i] : NULL;
}

/*
 * dt_var_copy() - copy the value of a by-reference variable; strings end with a NUL. Context:
 * probe.
 */
void dt_var_copy(struct dt_mstate *m, const struct dt_vardesc *var, u8 *dst, u64 src);

#endif /* _DTRACE_LIB_VAR_H */
