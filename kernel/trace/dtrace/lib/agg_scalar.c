// SPDX-License-Identifier: GPL-2.0
/*
 * Aggregating functions whose state is a few numbers.
 */
#include "agg.h"

void dt_agg_do_count(u64 *state, s64 v, s64 k, u64 param)
{
	(void)v;
	(void)k;
	(void)param;
	state[0]++;
}

void dt_agg_do_sum(u64 *state, s64 v, s64 k, u64 param)
{
	(void)k;
	(void)param;
	state[0] += v;
}

void dt_agg_do_avg(u64 *state, s64 v, s64 k, u64 param)
{
	(void)k;
	(void)param;
	state[0]++;
	state[1] += v;
}

void dt_agg_do_min(u64 *state, s64 v, s64 k, u64 param)
{
	(void)k;
	(void)param;
	if (v < (s64)state[0])
		state[0] = v;
}

void dt_agg_do_max(u64 *state, s64 v, s64 k, u64 param)
{
	(void)k;
	(void)param;
	if (v > (s64)state[0])
		state[0] = v;
}

/* The square of @v as two words */
static void square(u64 v, u64 *high, u64 *low)
{
	u64 a = v >> 32, b = v & U32_MAX;
	u64 mid = a * b;		/* counts twice, 33 bits up */
	u64 add = mid << 33;

	*low = b * b + add;
	*high = a * a + (mid >> 31) + (*low < add);
}

void dt_agg_do_stddev(u64 *state, s64 v, s64 k, u64 param)
{
	u64 high, low;

	(void)k;
	(void)param;
	state[0]++;
	state[1] += v;
	square(v < 0 ? -(u64)v : (u64)v, &high, &low);
	state[2] += low;
	state[3] += high + (state[2] < low);
}
