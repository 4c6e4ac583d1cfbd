// SPDX-License-Identifier: GPL-2.0
/*
 * Bucket mathematics of quantize(), lquantize() and llquantize().
 *
 * Parameter words and the order of the buckets are described in uapi record.h. llquantize() has
 * the same buckets for negative values as for positive ones, and a magnitude whose values are
 * fewer than the steps asked for has one bucket a value, so that every bucket can be hit.
 */
#include "agg.h"

#define LQ_STEP(p)	((u32)((p) >> 48))
#define LQ_LEVELS(p)	((u32)((p) >> 32) & 0xffff)
#define LQ_BASE(p)	((s64)(s32)(u32)(p))

#define LLQ_FACTOR(p)	((u32)((p) >> 48))
#define LLQ_LOW(p)	((u32)((p) >> 32) & 0xffff)
#define LLQ_HIGH(p)	((u32)((p) >> 16) & 0xffff)
#define LLQ_STEPS(p)	((u32)(p) & 0xffff)
#define LLQ_SIDE_MAX	32768u		/* more buckets on one side of zero are refused */

static u32 top_bit(u64 v)
{
	return 63 - __builtin_clzll(v);
}

static u64 magnitude(s64 v)
{
	return v < 0 ? -(u64)v : (u64)v;
}

static u32 quantize_bucket(s64 v)
{
	u32 bit;

	if (!v)
		return DTRACE_QUANTIZE_ZERO;
	bit = min(top_bit(magnitude(v)), 62u);
	return v < 0 ? DTRACE_QUANTIZE_ZERO - 1 - bit : DTRACE_QUANTIZE_ZERO + 1 + bit;
}

void dt_agg_do_quantize(u64 *state, s64 v, s64 k, u64 param)
{
	(void)param;
	state[quantize_bucket(v)] += k;
}

u32 dt_lquantize_words(u64 param)
{
	if (!LQ_STEP(param) || !LQ_LEVELS(param))
		return 0;
	return LQ_LEVELS(param) + 3;
}

static u32 lquantize_bucket(s64 v, u64 param)
{
	s64 base = LQ_BASE(param);
	u64 level;

	if (v < base)
		return 0;
	level = div_u64((u64)v - (u64)base, LQ_STEP(param));
	return level < LQ_LEVELS(param) ? 1 + level : LQ_LEVELS(param) + 1;
}

void dt_agg_do_lquantize(u64 *state, s64 v, s64 k, u64 param)
{
	state[1 + lquantize_bucket(v, param)] += k;
}

/*
 * Steps of the magnitude that ends at @end, counted from 0; the first steps / factor belong to
 * lower magnitudes.
 */
static u32 llq_steps(u64 end, u64 param)
{
	return min_t(u64, end, LLQ_STEPS(param));
}

static u32 llq_contribution(u64 end, u64 param)
{
	u32 steps = llq_steps(end, param);

	return steps - steps / LLQ_FACTOR(param);
}

/* The steps of a magnitude have to be equally wide, and its start has to be the start of one. */
static bool llq_magnitude_ok(u64 end, u64 param)
{
	u32 steps = llq_steps(end, param), factor = LLQ_FACTOR(param);

	if (end % steps)
		return false;
	return steps % factor == 0 || factor % steps == 0;
}

/* Buckets on one side of zero; 0: the parameters are refused */
static u32 llq_side(u64 param)
{
	u64 factor = LLQ_FACTOR(param), end = 1;
	u32 m, side = 0;

	if (factor < 2 || LLQ_LOW(param) > LLQ_HIGH(param) || !LLQ_STEPS(param))
		return 0;
	for (m = 0; m <= LLQ_HIGH(param); m++) {
		if (end > div64_u64(U64_MAX, factor))
			return 0;
		end *= factor;
		if (m < LLQ_LOW(param))
			continue;
		if (!llq_magnitude_ok(end, param))
			return 0;
		side += llq_contribution(end, param);
	}
	return side <= LLQ_SIDE_MAX ? side : 0;
}

u32 dt_llquantize_words(u64 param)
{
	u32 side = llq_side(param);

	return side ? 1 + 2 * side + 3 : 0;
}

/*
 * How far from the middle bucket the value @v >= 0 lies; *@side is the number of buckets on a
 * side.
 */
static u32 llq_distance(u64 v, u64 param, u32 *side)
{
	u64 factor = LLQ_FACTOR(param), start = 1, end;
	u32 m, before = 0, found = 0;

	for (m = 0; m < LLQ_LOW(param); m++)
		start *= factor;
	for (; m <= LLQ_HIGH(param); m++, start = end) {
		end = start * factor;
		if (v >= start && v < end) {
			u32 steps = llq_steps(end, param);
			u32 step = div64_u64(v, div_u64(end, steps));

			found = before + 1 + step - steps / (u32)factor;
		}
		before += llq_contribution(end, param);
	}
	*side = before;
	return v >= start ? before + 1 : found;
}

void dt_agg_do_llquantize(u64 *state, s64 v, s64 k, u64 param)
{
	u32 side, distance = llq_distance(magnitude(v), param, &side);
	u32 middle = side + 1;

	state[1 + (v < 0 ? middle - distance : middle + distance)] += k;
}
