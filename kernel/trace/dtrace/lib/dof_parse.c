// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of a DOF image: header, section table, and the references between entries. Nothing is
 * copied or allocated here.
 */
#include "dof_image.h"

int dt_dof_refuse(struct dt_msg *msg, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vscnprintf(msg->text, sizeof(msg->text), fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* What a section of each type must look like */
static const struct {
	const char *name;
	u32 entsize;
} types[DTRACE_DOF_SEC_MAX] = {
	[DTRACE_DOF_SEC_STRTAB] = { "strtab", 1 },
	[DTRACE_DOF_SEC_PDESC] = { "pdesc", sizeof(struct dtrace_dof_pdesc) },
	[DTRACE_DOF_SEC_CLAUSE] = { "clause", sizeof(struct dtrace_dof_clause) },
	[DTRACE_DOF_SEC_ACTION] = { "action", sizeof(struct dtrace_dof_action) },
	[DTRACE_DOF_SEC_DIFO] = { "difo", sizeof(struct dtrace_dof_difo) },
	[DTRACE_DOF_SEC_TEXT] = { "text", sizeof(struct dtrace_dif_insn) },
	[DTRACE_DOF_SEC_INTTAB] = { "inttab", sizeof(u64) },
	[DTRACE_DOF_SEC_DIFSTR] = { "difstr", 1 },
	[DTRACE_DOF_SEC_VARTAB] = { "vartab", sizeof(struct dtrace_dif_var) },
	[DTRACE_DOF_SEC_OPTION] = { "option", sizeof(struct dtrace_dof_option) },
};

static_assert(sizeof(struct dtrace_dof_hdr) == 40, "the header has no holes");
static_assert(sizeof(struct dtrace_dof_sec) == 24, "a section has no holes");
static_assert(sizeof(struct dtrace_dof_pdesc) == 24, "a probe description has no holes");
static_assert(sizeof(struct dtrace_dof_clause) == 32, "a clause has no holes");
static_assert(sizeof(struct dtrace_dof_action) == 40, "an action has no holes");
static_assert(sizeof(struct dtrace_dof_difo) == 40, "a difo has no holes");
static_assert(sizeof(struct dtrace_dof_option) == 16, "an option has no holes");

/* ---- header ---- */

static int check_versions(const struct dtrace_dof_hdr *hdr, struct dt_msg *msg)
{
	if (hdr->magic != DTRACE_DOF_MAGIC)
		return dt_dof_refuse(msg, "header: not a DOF image");
	if (hdr->version != DTRACE_DOF_VERSION)
		return dt_dof_refuse(msg, "header: DOF version %u, not %u", hdr->version,
				     DTRACE_DOF_VERSION);
	if (hdr->dif_version != DTRACE_DIF_VERSION)
		return dt_dof_refuse(msg, "header: DIF version %u, not %u", hdr->dif_version,
				     DTRACE_DIF_VERSION);
	if (hdr->dif_regs > DTRACE_DIF_NREGS || hdr->dif_tregs > DTRACE_DIF_NTUPREGS)
		return dt_dof_refuse(msg, "header: %u registers, %u tuple registers",
				     hdr->dif_regs, hdr->dif_tregs);
	if (hdr->reserved || hdr->reserved2)
		return dt_dof_refuse(msg, "header: a reserved field is not 0");
	return 0;
}

static int check_header(const struct dtrace_dof_hdr *hdr, size_t size, struct dt_msg *msg)
{
	int ret = check_versions(hdr, msg);

	if (ret)
		return ret;
	if (hdr->size != size)
		return dt_dof_refuse(msg, "header: the image has %llu bytes, not %llu",
				     (unsigned long long)size, (unsigned long long)hdr->size);
	if (hdr->sec_size != sizeof(struct dtrace_dof_sec))
		return dt_dof_refuse(msg, "header: sections of %u bytes", hdr->sec_size);
	if (hdr->nsecs >= DTRACE_DOF_SEC_MAX)
		return dt_dof_refuse(msg, "header: %u sections", hdr->nsecs);
	if (hdr->sec_off % 8 || hdr->sec_off < sizeof(*hdr) || hdr->sec_off > size ||
	    hdr->nsecs * sizeof(struct dtrace_dof_sec) > size - hdr->sec_off)
		return dt_dof_refuse(msg, "header: the section table is not inside the image");
	return 0;
}

/* ---- sections ---- */

static bool overlap(u64 a, u64 a_size, u64 b, u64 b_size)
{
	return a < b + b_size && b < a + a_size;
}

static int check_place(const struct dtrace_dof_hdr *hdr, const struct dtrace_dof_sec *secs, u32 i,
		       struct dt_msg *msg)
{
	const struct dtrace_dof_sec *s = &secs[i];
	u32 k;

	if (s->offset % 8)
		return dt_dof_refuse(msg, "section %u (%s): offset is not 8-aligned", i,
				     types[s->type].name);
	if (s->offset > hdr->size || s->size > hdr->size - s->offset)
		return dt_dof_refuse(msg, "section %u (%s): not inside the image", i,
				     types[s->type].name);
	if (overlap(s->offset, s->size, 0, sizeof(*hdr)) ||
	    overlap(s->offset, s->size, hdr->sec_off, hdr->nsecs * sizeof(*s)))
		return dt_dof_refuse(msg,
				     "section %u (%s): overlaps the header or the section table", i,
				     types[s->type].name);
	for (k = 0; k < i; k++)
		if (overlap(s->offset, s->size, secs[k].offset, secs[k].size))
			return dt_dof_refuse(msg, "section %u (%s): overlaps section %u (%s)", i,
					     types[s->type].name, k, types[secs[k].type].name);
	return 0;
}

static int check_section(const struct dtrace_dof_hdr *hdr, const struct dtrace_dof_sec *secs, u32 i,
			 const struct dt_dof_image *image, struct dt_msg *msg)
{
	const struct dtrace_dof_sec *s = &secs[i];

	if (!s->type || s->type >= DTRACE_DOF_SEC_MAX)
		return dt_dof_refuse(msg, "section %u: type %u does not exist", i, s->type);
	if (image->data[s->type])
		return dt_dof_refuse(msg, "section %u (%s): there is one of this type already", i,
				     types[s->type].name);
	if (s->entsize != types[s->type].entsize)
		return dt_dof_refuse(msg, "section %u (%s): entries of %u bytes, not %u", i,
				     types[s->type].name, s->entsize, types[s->type].entsize);
	if (s->size % s->entsize)
		return dt_dof_refuse(msg, "section %u (%s): size is not a multiple of %u", i,
				     types[s->type].name, s->entsize);
	return check_place(hdr, secs, i, msg);
}

static int check_strtab(const struct dt_dof_image *image, struct dt_msg *msg)
{
	const char *s = dt_dof_strtab(image);
	u32 n = image->n[DTRACE_DOF_SEC_STRTAB];

	if (n && (s[0] || s[n - 1]))
		return dt_dof_refuse(msg, "section strtab: does not start and end with a NUL byte");
	return 0;
}

int dt_dof_open(const void *bytes, size_t size, struct dt_dof_image *image, struct dt_msg *msg)
{
	const struct dtrace_dof_hdr *hdr = bytes;
	const struct dtrace_dof_sec *secs;
	int ret;
	u32 i;

	memset(image, 0, sizeof(*image));
	if (size >= DTRACE_DOF_SIZE_MAX) {
		dt_dof_refuse(msg, "header: the image has %llu bytes", (unsigned long long)size);
		return -E2BIG;
	}
	if (size < sizeof(*hdr))
		return dt_dof_refuse(msg, "header: the image has only %u bytes", (u32)size);
	ret = check_header(hdr, size, msg);
	if (ret)
		return ret;
	secs = (const void *)((const u8 *)bytes + hdr->sec_off);
	for (i = 0; i < hdr->nsecs; i++) {
		ret = check_section(hdr, secs, i, image, msg);
		if (ret)
			return ret;
		image->data[secs[i].type] = (const u8 *)bytes + secs[i].offset;
		image->n[secs[i].type] = secs[i].size / secs[i].entsize;
	}
	return check_strtab(image, msg);
}

/* ---- entries ---- */

/*
 * Is [first, first + n) inside a table of this many entries? An empty run may start anywhere in
 * it or at its end.
 */
static bool run_ok(const struct dt_dof_image *image, u32 sec, u32 first, u32 n)
{
	return first <= image->n[sec] && n <= image->n[sec] - first;
}

static bool difo_ok(const struct dt_dof_image *image, u32 index)
{
	return index == DTRACE_DOF_NONE || index < image->n[DTRACE_DOF_SEC_DIFO];
}

static int check_pdescs(const struct dt_dof_image *image, struct dt_msg *msg)
{
	const struct dtrace_dof_pdesc *p = dt_dof_pdescs(image);
	const u32 bytes = image->n[DTRACE_DOF_SEC_STRTAB];
	u32 i;

	for (i = 0; i < image->n[DTRACE_DOF_SEC_PDESC]; i++) {
		if (p[i].reserved)
			return dt_dof_refuse(msg, "pdesc %u: a reserved field is not 0", i);
		if (p[i].id)	/* exactly this probe; the strings are ignored */
			continue;
		if (p[i].provider >= bytes || p[i].module >= bytes || p[i].function >= bytes ||
		    p[i].name >= bytes)
			return dt_dof_refuse(msg, "pdesc %u: a string is outside section strtab",
					     i);
	}
	return 0;
}

static int check_clause(const struct dt_dof_image *image, const struct dtrace_dof_clause *c, u32 i,
			struct dt_msg *msg)
{
	if (c->reserved)
		return dt_dof_refuse(msg, "clause %u: a reserved field is not 0", i);
	if (!c->npdescs || !run_ok(image, DTRACE_DOF_SEC_PDESC, c->pdesc, c->npdescs))
		return dt_dof_refuse(msg, "clause %u: descriptions outside section pdesc",
				     i);
	if (!run_ok(image, DTRACE_DOF_SEC_ACTION, c->action, c->nactions))
		return dt_dof_refuse(msg, "clause %u: its actions are outside section action", i);
	if (c->nactions > DTRACE_DOF_ACTIONS_MAX)
		return dt_dof_refuse(msg, "clause %u: %u actions, more than %u", i, c->nactions,
				     DTRACE_DOF_ACTIONS_MAX);
	if (!difo_ok(image, c->predicate))
		return dt_dof_refuse(msg, "clause %u: difo %u does not exist", i, c->predicate);
	return 0;
}

/* Clauses may share runs, but all together take no more memory than an image may have */
static int check_clauses(const struct dt_dof_image *image, struct dt_msg *msg)
{
	const struct dtrace_dof_clause *c = dt_dof_clauses(image);
	u64 total = 0;
	int ret;
	u32 i;

	for (i = 0; i < image->n[DTRACE_DOF_SEC_CLAUSE]; i++) {
		ret = check_clause(image, &c[i], i, msg);
		if (ret)
			return ret;
		total += (u64)c[i].npdescs * sizeof(struct dtrace_pattern) +
			 (u64)c[i].nactions * sizeof(struct dt_action);
		if (total > 8ull * DTRACE_DOF_SIZE_MAX)
			return dt_dof_refuse(msg, "clause %u: too many actions so far",
				     i);
	}
	return 0;
}

static int check_actions(const struct dt_dof_image *image, struct dt_msg *msg)
{
	const struct dtrace_dof_action *a = dt_dof_actions(image);
	u32 i;

	for (i = 0; i < image->n[DTRACE_DOF_SEC_ACTION]; i++) {
		if (a[i].reserved)
			return dt_dof_refuse(msg, "action %u: a reserved field is not 0", i);
		if (!a[i].kind || a[i].kind >= DTRACE_ACT_MAX)
			return dt_dof_refuse(msg, "action %u: kind %u does not exist", i,
					     a[i].kind);
		if (!difo_ok(image, a[i].difo) || !difo_ok(image, a[i].difo2))
			return dt_dof_refuse(msg, "action %u: difo %u does not exist", i,
					     difo_ok(image, a[i].difo) ? a[i].difo2 : a[i].difo);
		if (DTRACE_ACT_IS_AGG(a[i].kind) != !!a[i].aggvar)
			return dt_dof_refuse(msg, "action %u: aggregation variable %u", i,
					     a[i].aggvar);
	}
	return 0;
}

static int check_difos(const struct dt_dof_image *image, struct dt_msg *msg)
{
	const struct dtrace_dof_difo *d = dt_dof_difos(image);
	u64 total = 0;
	u32 i;

	for (i = 0; i < image->n[DTRACE_DOF_SEC_DIFO]; i++) {
		if (!run_ok(image, DTRACE_DOF_SEC_TEXT, d[i].text, d[i].ntext))
			return dt_dof_refuse(msg, "difo %u: its text is outside section text", i);
		if (!run_ok(image, DTRACE_DOF_SEC_INTTAB, d[i].ints, d[i].nints))
			return dt_dof_refuse(msg,
					     "difo %u: its integers are outside section inttab", i);
		if (!run_ok(image, DTRACE_DOF_SEC_DIFSTR, d[i].strs, d[i].nstrs))
			return dt_dof_refuse(msg, "difo %u: its strings are outside section difstr",
					     i);
		if (!run_ok(image, DTRACE_DOF_SEC_VARTAB, d[i].vars, d[i].nvars))
			return dt_dof_refuse(msg, "difo %u: variables outside section vartab",
				     i);
		total += ((u64)d[i].ntext + d[i].nints) * 8 + d[i].nstrs +
			 (u64)d[i].nvars * sizeof(struct dtrace_dif_var);
		if (total > 8ull * DTRACE_DOF_SIZE_MAX)
			return dt_dof_refuse(msg, "difo %u: too much text and tables so far", i);
	}
	return 0;
}

static int check_vars(const struct dt_dof_image *image, struct dt_msg *msg)
{
	const struct dtrace_dif_var *v = dt_dof_vars(image);
	const u32 bytes = image->n[DTRACE_DOF_SEC_STRTAB];
	u32 i;

	for (i = 0; i < image->n[DTRACE_DOF_SEC_VARTAB]; i++)
		if (v[i].name && v[i].name >= bytes)
			return dt_dof_refuse(msg, "variable %u: name is no string", i);
	return 0;
}

static int check_options(const struct dt_dof_image *image, struct dt_msg *msg)
{
	const struct dtrace_dof_option *o = dt_dof_options(image);
	u32 i;

	for (i = 0; i < image->n[DTRACE_DOF_SEC_OPTION]; i++) {
		if (o[i].reserved)
			return dt_dof_refuse(msg, "option %u: a reserved field is not 0", i);
		if (!o[i].id || o[i].id >= DTRACE_OPT_MAX)
			return dt_dof_refuse(msg, "option %u: option %u does not exist", i,
					     o[i].id);
	}
	return 0;
}

int dt_dof_entries(const struct dt_dof_image *image, struct dt_msg *msg)
{
	int ret = check_pdescs(image, msg);

	if (!ret)
		ret = check_clauses(image, msg);
	if (!ret)
		ret = check_actions(image, msg);
	if (!ret)
		ret = check_difos(image, msg);
	if (!ret)
		ret = check_vars(image, msg);
	if (!ret)
		ret = check_options(image, msg);
	return ret;
}
