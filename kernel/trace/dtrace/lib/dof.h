/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From untrusted DOF bytes to a checked program: clauses whose DIFOs are verified.
 */
#ifndef _DTRACE_LIB_DOF_H
#define _DTRACE_LIB_DOF_H

#include "difo.h"

struct dt_action {
	u32		kind;		/* enum dtrace_action_kind, known to this engine */
	u32		ntuple;
	u32		aggvar;
	struct dt_difo	*difo;		/* NULL: none */
	struct dt_difo	*difo2;
	u64		arg;
	u64		uarg;
};

struct dt_clause {
	struct dtrace_pattern *patterns;
	u32		npatterns;
	u32		nactions;
	struct dt_difo	*predicate;	/* NULL: always true */
	struct dt_action *actions;
	u64		uarg;
	u32		refs;		/* one for the program, one for each ECB */
};

struct dt_option_set {
	u32 id;
	u64 value;
};

struct dt_program {
	struct dt_clause **clauses;
	u32		nclauses;
	u32		noptions;
	struct dt_option_set *options;
};

/**
 * dt_dof_parse() - check an image and build its program
 * @image: bytes, already in our memory, 8-aligned
 * @size: how many
 * @rights: DT_RIGHT_* of the consumer, for the verifier
 * @out: the program; free with dt_program_free()
 * @msg: what was refused and where
 *
 * Return: 0, -EINVAL, -E2BIG, -ENOMEM. Context: process, may sleep.
 */
int dt_dof_parse(const void *image, size_t size, u32 rights, struct dt_program **out,
		 struct dt_msg *msg);
void dt_program_free(struct dt_program *prog);
void dt_clause_get(struct dt_clause *clause);
void dt_clause_put(struct dt_clause *clause);

#endif /* _DTRACE_LIB_DOF_H */
