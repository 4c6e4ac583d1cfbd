// SPDX-License-Identifier: GPL-2.0
/*
 * Life of a checked DIF object: one block of memory for the object and its tables, reference
 * counted.
 */
#include "dif_short.h"
#include "dif_verify.h"

static u32 round8(u32 n)
{
	return ALIGN(n, 8u);
}

/* Give loads from the kernel their access-checked form */
static void check_loads(struct dtrace_dif_insn *text, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (text[i].op >= DTRACE_DIF_OP_LDSB && text[i].op <= DTRACE_DIF_OP_LDX)
			text[i].op += DTRACE_DIF_OP_RLDSB - DTRACE_DIF_OP_LDSB;
}

static void *place(u8 **at, const void *src, u32 size)
{
	void *dst = *at;

	if (size)
		memcpy(dst, src, size);
	*at += round8(size);
	return dst;
}

struct dt_difo *dt_difo_make(const struct dt_difo_raw *raw, bool checked_loads)
{
	const u32 text = raw->ntext * sizeof(*raw->text), ints = raw->nints * sizeof(*raw->ints);
	const u32 vars = raw->nvars * sizeof(*raw->vars);
	struct dt_difo *difo;
	u8 *at;

	difo = dt_host_zalloc(sizeof(*difo) + text + ints + round8(vars) + round8(raw->nstrs));
	if (!difo)
		return NULL;
	at = (u8 *)(difo + 1);
	difo->text = place(&at, raw->text, text);
	difo->ints = place(&at, raw->ints, ints);
	difo->vars = place(&at, raw->vars, vars);
	difo->strs = place(&at, raw->strs, raw->nstrs);
	difo->ntext = raw->ntext;
	difo->nints = raw->nints;
	difo->nvars = raw->nvars;
	difo->nstrs = raw->nstrs;
	difo->rtype = raw->rtype;
	difo->refs = 1;
	if (checked_loads)
		check_loads(difo->text, difo->ntext);
	dt_dif_shorten(difo);
	return difo;
}

void dt_difo_get(struct dt_difo *difo)
{
	difo->refs++;
}

void dt_difo_put(struct dt_difo *difo)
{
	if (difo && !--difo->refs)
		dt_host_free(difo);
}
