/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running a program, by the short way if it has one. Theory in dif_short.c.
 */
#ifndef _DTRACE_LIB_DIF_SHORT_H
#define _DTRACE_LIB_DIF_SHORT_H

#include "builtin.h"
#include "dif_insn.h"
#include "difo.h"

/* Find the short way of a program that was just verified, if it has one. Context: process. */
void dt_dif_shorten(struct dt_difo *difo);

/**
 * dt_dif_eval() - run a verified program, as dt_dif_exec() does
 * @difo: the program
 * @m: machine state; its tuple stack is no longer valid
 *
 * Return: the result, 0 after a fault. Context: probe context, any.
 */
static inline u64 dt_dif_eval(const struct dt_difo *difo, struct dt_mstate *m)
{
	const struct dt_short *s = &difo->brief;
	u64 value;

	if (!s->load)
		return dt_dif_exec(difo, m);
	m->difo = difo;
	value = s->load(m);
	if (unlikely(m->fault)) {
		m->fault_pc = s->load_pc;
		return 0;
	}
	if (!s->chooses)
		return value;
	return value - s->first <= s->span ? s->inside : s->outside;
}

#endif /* _DTRACE_LIB_DIF_SHORT_H */
