/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The start of the text of the trap layer: this object is linked before all others of it, so that
 * nothing of it need be named to be kept free of breakpoints.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>

	.text
SYM_ENTRY(dtrace_trap_text_start, SYM_L_GLOBAL, SYM_A_ALIGN)
	ANNOTATE_NOENDBR
	int3
