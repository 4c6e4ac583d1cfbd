// SPDX-License-Identifier: GPL-2.0
/*
 * Subroutines on addresses as such: vtop, whatis.
 *
 * The host knows the machine and finds the words.
 */
#include "subr_str.h"

/* Room for the answer; NULL after a fault. What is told is the kernel's, of user memory, too. */
static char *answer_begin(struct dt_mstate *m)
{
	if (!(m->flags & DT_MSTATE_KERNEL_READ)) {
		dt_fault(m, DTRACE_FAULT_KPRIV, dt_arg(m, 0));
		return NULL;
	}
	dt_mem_begin(m);
	return dt_result_begin(m);
}

notrace u64 dt_subr_vtop(struct dt_mstate *m)
{
	char *buf = answer_begin(m);

	return buf ? dt_result_end(m, buf, dt_host_vtop(dt_arg(m, 0), buf, m->strsize)) : 0;
}

notrace u64 dt_subr_whatis(struct dt_mstate *m)
{
	char *buf = answer_begin(m);

	return buf ? dt_result_end(m, buf, dt_host_whatis(dt_arg(m, 0), buf, m->strsize)) : 0;
}
