/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arithmetic of the DIF machine, as inline functions that every executor shares.
 */
#ifndef _DTRACE_LIB_DIF_OPS_H
#define _DTRACE_LIB_DIF_OPS_H

#include "mstate.h"

static __always_inline u64 dt_add(u64 a, u64 b) { return a + b; }

/* Counts are taken modulo 64 */
static __always_inline u64 dt_sll(u64 a, u64 n) { return a << (n & 63); }
static __always_inline u64 dt_srl(u64 a, u64 n) { return a >> (n & 63); }
static __always_inline u64 dt_sra(u64 a, u64 n) { return (u64)((s64)a >> (n & 63)); }

static __always_inline bool dt_div_ok(struct dt_mstate *m, u64 divisor)
{
	if (likely(divisor))
		return true;
	dt_fault(m, DTRACE_FAULT_DIVZERO, 0);
	return false;
}

static __always_inline u64 dt_udiv(struct dt_mstate *m, u64 a, u64 b)
{
	return dt_div_ok(m, b) ? div64_u64(a, b) : 0;
}

static __always_inline u64 dt_urem(struct dt_mstate *m, u64 a, u64 b)
{
	return dt_div_ok(m, b) ? a - div64_u64(a, b) * b : 0;
}

/*
 * Division by -1 is a negation: the most negative number divided by it is itself, and no CPU
 * traps
 */
static __always_inline u64 dt_sdiv(struct dt_mstate *m, u64 a, u64 b)
{
	if (b == U64_MAX)
		return -a;
	return dt_div_ok(m, b) ? (u64)div64_s64(a, b) : 0;
}

static __always_inline u64 dt_srem(struct dt_mstate *m, u64 a, u64 b)
{
	if (b == U64_MAX)
		return 0;
	return dt_div_ok(m, b) ? a - (u64)div64_s64(a, b) * b : 0;
}

#endif /* _DTRACE_LIB_DIF_OPS_H */
