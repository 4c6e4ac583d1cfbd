/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Small program images made by hand, for tests that run without the dtrace
 * command. Used by the KUnit suites and by the selftests in user space.
 *
 *	dof_image_init(&img);
 *	dof_image_clause(&img, "syscall", "", "getpid", "entry");
 *	dof_image_action(&img, DTRACE_ACT_DIFEXPR, text, ntext);
 *	dof_image_seal(&img);
 *
 * is a program of one clause that records the value its text returns. The
 * sections have fixed places; what is unused of one is simply not told.
 */
#ifndef _DTRACE_TESTS_DOF_IMAGE_H
#define _DTRACE_TESTS_DOF_IMAGE_H

#ifdef __KERNEL__
#include <linux/stddef.h>
#include <linux/string.h>
#else
#include <stddef.h>
#include <string.h>
#endif
#include <linux/dtrace/dof.h>
#include <linux/dtrace/record.h>

#define DOF_IMAGE_SECS		7
#define DOF_IMAGE_STRINGS	1024
#define DOF_IMAGE_ROWS		16	/* clauses, actions, DIFOs, integers */
#define DOF_IMAGE_TEXT		64

struct dof_image {
	struct dtrace_dof_hdr hdr;
	struct dtrace_dof_sec sec[DOF_IMAGE_SECS];
	char strtab[DOF_IMAGE_STRINGS];
	struct dtrace_dof_pdesc pdesc[DOF_IMAGE_ROWS];
	struct dtrace_dof_clause clause[DOF_IMAGE_ROWS];
	struct dtrace_dof_action action[DOF_IMAGE_ROWS];
	struct dtrace_dof_difo difo[DOF_IMAGE_ROWS];
	struct dtrace_dif_insn text[DOF_IMAGE_TEXT];
	__u64 ints[DOF_IMAGE_ROWS];
	/* not part of the image */
	__u32 strings, clauses, actions, difos, insns, nints;
};

static inline void dof_image_init(struct dof_image *img)
{
	memset(img, 0, sizeof(*img));
	img->strings = 1;
}

static inline __u32 dof_image_string(struct dof_image *img, const char *text)
{
	__u32 offset = img->strings, size = strlen(text) + 1;

	if (size == 1)
		return 0;
	memcpy(img->strtab + offset, text, size);
	img->strings += size;
	return offset;
}

/* Index of a constant, for SETX */
static inline __u32 dof_image_int(struct dof_image *img, __u64 value)
{
	img->ints[img->nints] = value;
	return img->nints++;
}

static inline void dof_image_clause(struct dof_image *img, const char *provider,
				    const char *module, const char *function, const char *name)
{
	struct dtrace_dof_pdesc *pdesc = &img->pdesc[img->clauses];
	struct dtrace_dof_clause *clause = &img->clause[img->clauses];

	pdesc->provider = dof_image_string(img, provider);
	pdesc->module = dof_image_string(img, module);
	pdesc->function = dof_image_string(img, function);
	pdesc->name = dof_image_string(img, name);
	clause->pdesc = img->clauses++;
	clause->npdescs = 1;
	clause->predicate = DTRACE_DOF_NONE;
	clause->action = img->actions;
}

/* A DIFO that returns a signed 64-bit value */
static inline __u32 dof_image_difo(struct dof_image *img, const struct dtrace_dif_insn *text,
				   __u32 ntext)
{
	struct dtrace_dof_difo *difo = &img->difo[img->difos];

	difo->text = img->insns;
	difo->ntext = ntext;
	difo->rtype.flags = DTRACE_DIF_TF_SIGNED;
	difo->rtype.size = 8;
	memcpy(img->text + img->insns, text, ntext * sizeof(*text));
	img->insns += ntext;
	return img->difos++;
}

/* One more action of the last clause; without text it has no argument */
static inline struct dtrace_dof_action *dof_image_action(struct dof_image *img, __u32 kind,
							 const struct dtrace_dif_insn *text,
							 __u32 ntext)
{
	struct dtrace_dof_action *action = &img->action[img->actions++];

	action->kind = kind;
	action->difo = ntext ? dof_image_difo(img, text, ntext) : DTRACE_DOF_NONE;
	action->difo2 = DTRACE_DOF_NONE;
	action->aggvar = DTRACE_ACT_IS_AGG(kind) ? 1 : 0;
	img->clause[img->clauses - 1].nactions++;
	return action;
}

static inline void dof_image_section(struct dof_image *img, __u32 type, const void *data,
				     __u32 entsize, __u32 count)
{
	struct dtrace_dof_sec *sec = &img->sec[img->hdr.nsecs];

	if (!count)
		return;
	sec->type = type;
	sec->entsize = entsize;
	sec->offset = (const char *)data - (const char *)img;
	sec->size = (__u64)entsize * count;
	img->hdr.nsecs++;
}

/* The last step: sections and header */
static inline void dof_image_seal(struct dof_image *img)
{
	__u32 i;

	for (i = 0; i < img->difos; i++)
		img->difo[i].nints = img->nints;
	img->hdr.nsecs = 0;
	dof_image_section(img, DTRACE_DOF_SEC_STRTAB, img->strtab, 1, img->strings);
	dof_image_section(img, DTRACE_DOF_SEC_PDESC, img->pdesc, sizeof(img->pdesc[0]),
			  img->clauses);
	dof_image_section(img, DTRACE_DOF_SEC_CLAUSE, img->clause, sizeof(img->clause[0]),
			  img->clauses);
	dof_image_section(img, DTRACE_DOF_SEC_ACTION, img->action, sizeof(img->action[0]),
			  img->actions);
	dof_image_section(img, DTRACE_DOF_SEC_DIFO, img->difo, sizeof(img->difo[0]), img->difos);
	dof_image_section(img, DTRACE_DOF_SEC_TEXT, img->text, sizeof(img->text[0]), img->insns);
	dof_image_section(img, DTRACE_DOF_SEC_INTTAB, img->ints, sizeof(img->ints[0]), img->nints);
	img->hdr.magic = DTRACE_DOF_MAGIC;
	img->hdr.version = DTRACE_DOF_VERSION;
	img->hdr.dif_version = DTRACE_DIF_VERSION;
	img->hdr.dif_regs = DTRACE_DIF_NREGS;
	img->hdr.dif_tregs = DTRACE_DIF_NTUPREGS;
	img->hdr.size = offsetof(struct dof_image, strings);
	img->hdr.sec_off = offsetof(struct dof_image, sec);
	img->hdr.sec_size = sizeof(struct dtrace_dof_sec);
}

/* ---- texts that tests need; columns: op, rd, r1, r2, imm ---- */

/* return built-in variable @var */
#define DOF_TEXT_BUILTIN(var) {							\
	{ DTRACE_DIF_OP_LDGS, 1, 0, 0, (var) },					\
	{ DTRACE_DIF_OP_RET, 0, 1, 0, 0 },					\
}

/* return constant @index */
#define DOF_TEXT_INT(index) {							\
	{ DTRACE_DIF_OP_SETX, 1, 0, 0, (index) },				\
	{ DTRACE_DIF_OP_RET, 0, 1, 0, 0 },					\
}

/* return the int at the address that is constant @index */
#define DOF_TEXT_LOAD(index) {							\
	{ DTRACE_DIF_OP_SETX, 1, 0, 0, (index) },				\
	{ DTRACE_DIF_OP_LDSW, 1, 1, 0, 0 },					\
	{ DTRACE_DIF_OP_RET, 0, 1, 0, 0 },					\
}

#endif /* _DTRACE_TESTS_DOF_IMAGE_H */
