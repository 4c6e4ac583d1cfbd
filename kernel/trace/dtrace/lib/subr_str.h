/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the string subroutines share: their results are strings in scratch.
 */
#ifndef _DTRACE_LIB_SUBR_STR_H
#define _DTRACE_LIB_SUBR_STR_H

#include "builtin.h"
#include "mem.h"

/*
 * dt_result_begin() - room for a D string; NULL with a fault when there is none. Context: probe.
 */
static inline char *dt_result_begin(struct dt_mstate *m)
{
	return dt_scratch_alloc(m, m->strsize, 1);
}

/*
 * dt_result_end() - the string at @buf has @len characters: end it, give the rest back. Return:
 * its address. Context: probe.
 */
static inline u64 dt_result_end(struct dt_mstate *m, char *buf, u32 len)
{
	buf[len] = '\0';
	m->scratch_used = (u8 *)buf - m->scratch + len + 1;
	return dt_addr(buf);
}

#endif /* _DTRACE_LIB_SUBR_STR_H */
