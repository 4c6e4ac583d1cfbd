/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inside the DOF reader: an image whose sections were checked, as tables with bounds.
 */
#ifndef _DTRACE_LIB_DOF_IMAGE_H
#define _DTRACE_LIB_DOF_IMAGE_H

#include "dof.h"

/*
 * struct dt_dof_image - the sections of an image, by enum dtrace_dof_sectype
 * @data: first entry; valid only when there are entries
 * @n: how many entries
 */
struct dt_dof_image {
	const void *data[DTRACE_DOF_SEC_MAX];
	u32 n[DTRACE_DOF_SEC_MAX];
};

/* dt_dof_refuse() - write the message. Return: -EINVAL. Context: process. */
int dt_dof_refuse(struct dt_msg *msg, const char *fmt, ...) __printf(2, 3);

/*
 * dt_dof_open() - check header and sections: everything that needs no look into an entry.
 * Context: process.
 */
int dt_dof_open(const void *bytes, size_t size, struct dt_dof_image *image, struct dt_msg *msg);

/*
 * dt_dof_entries() - check that the entries agree with each other: indices, runs, reserved
 * fields. Context: process.
 */
int dt_dof_entries(const struct dt_dof_image *image, struct dt_msg *msg);

/* Typed views */
#define dt_dof_table(image, type, sec)	((const type *)(image)->data[DTRACE_DOF_SEC_##sec])
#define dt_dof_strtab(image)		dt_dof_table(image, char, STRTAB)
#define dt_dof_pdescs(image)		dt_dof_table(image, struct dtrace_dof_pdesc, PDESC)
#define dt_dof_clauses(image)	dt_dof_table(image, struct dtrace_dof_clause, CLAUSE)
#define dt_dof_actions(image)	dt_dof_table(image, struct dtrace_dof_action, ACTION)
#define dt_dof_difos(image)		dt_dof_table(image, struct dtrace_dof_difo, DIFO)
#define dt_dof_text(image)		dt_dof_table(image, struct dtrace_dif_insn, TEXT)
#define dt_dof_ints(image)		dt_dof_table(image, u64, INTTAB)
#define dt_dof_difstr(image)		dt_dof_table(image, char, DIFSTR)
#define dt_dof_vars(image)		dt_dof_table(image, struct dtrace_dif_var, VARTAB)
#define dt_dof_options(image)	dt_dof_table(image, struct dtrace_dof_option, OPTION)

#endif /* _DTRACE_LIB_DOF_IMAGE_H */
