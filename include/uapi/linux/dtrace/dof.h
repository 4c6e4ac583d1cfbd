/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * DOF, the D Object Format: the image of a compiled D program as it enters the kernel.
 *
 *	+--------------------------+ 0
 *	| struct dtrace_dof_hdr    |
 *	+--------------------------+ hdr.sec_off
 *	| struct dtrace_dof_sec [] |   hdr.nsecs, at most one of each type
 *	+--------------------------+
 *	| section data, 8-aligned  |   in any order, not overlapping, inside the image
 *	+--------------------------+ hdr.size
 *
 * A clause (struct dtrace_dof_clause) names a run of probe descriptions, an optional predicate DIFO
 * and a run of actions. An action names a DIFO. A DIFO names runs of the text, integer, string and
 * variable sections. All references are indices into sections (never file offsets), so that a
 * reader checks each against one bound. All fields are native endian; reserved fields are 0.
 */
#ifndef _UAPI_LINUX_DTRACE_DOF_H
#define _UAPI_LINUX_DTRACE_DOF_H

#include <linux/types.h>
#include <linux/dtrace/dif.h>

#define DTRACE_DOF_MAGIC	0x464f4454u	/* "TDOF" in memory order T D O F */
#define DTRACE_DOF_VERSION	1
#define DTRACE_DOF_SIZE_MAX	(8u << 20)	/* images are smaller than this */
#define DTRACE_DOF_ACTIONS_MAX	16384u		/* actions in one clause */
#define DTRACE_DOF_NONE		0xffffffffu	/* "no such index" */

/**
 * struct dtrace_dof_hdr - start of an image
 * @magic: DTRACE_DOF_MAGIC
 * @version: DTRACE_DOF_VERSION
 * @dif_version: DTRACE_DIF_VERSION the text was compiled for
 * @dif_regs: registers the text uses, <= DTRACE_DIF_NREGS
 * @dif_tregs: tuple stack entries the text uses, <= DTRACE_DIF_NTUPREGS
 * @reserved: must be 0
 * @size: bytes of the whole image
 * @sec_off: offset of the section table, 8-aligned
 * @nsecs: number of sections
 * @sec_size: sizeof(struct dtrace_dof_sec)
 * @reserved2: must be 0
 */
struct dtrace_dof_hdr {
	__u32	magic;
	__u16	version;
	__u16	dif_version;
	__u8	dif_regs;
	__u8	dif_tregs;
	__u16	reserved;
	__u32	reserved2;
	__u64	size;
	__u64	sec_off;
	__u32	nsecs;
	__u32	sec_size;
};

enum dtrace_dof_sectype {
	DTRACE_DOF_SEC_STRTAB	= 1,	/* bytes: strings; first and last byte NUL */
	DTRACE_DOF_SEC_PDESC	= 2,	/* struct dtrace_dof_pdesc */
	DTRACE_DOF_SEC_CLAUSE	= 3,	/* struct dtrace_dof_clause */
	DTRACE_DOF_SEC_ACTION	= 4,	/* struct dtrace_dof_action */
	DTRACE_DOF_SEC_DIFO	= 5,	/* struct dtrace_dof_difo */
	DTRACE_DOF_SEC_TEXT	= 6,	/* struct dtrace_dif_insn */
	DTRACE_DOF_SEC_INTTAB	= 7,	/* __u64 */
	DTRACE_DOF_SEC_DIFSTR	= 8,	/* bytes: string tables of the DIFOs */
	DTRACE_DOF_SEC_VARTAB	= 9,	/* struct dtrace_dif_var */
	DTRACE_DOF_SEC_OPTION	= 10,	/* struct dtrace_dof_option */
	DTRACE_DOF_SEC_MAX
};

/**
 * struct dtrace_dof_sec - one section
 * @type: enum dtrace_dof_sectype
 * @entsize: bytes of one entry (1 for byte sections)
 * @offset: of the data in the image, 8-aligned
 * @size: bytes of data, a multiple of @entsize
 */
struct dtrace_dof_sec {
	__u32	type;
	__u32	entsize;
	__u64	offset;
	__u64	size;
};

/**
 * struct dtrace_dof_pdesc - one probe description; the fields may hold globs, "" matches anything
 * @provider: offset in STRTAB; likewise the others
 * @module: ditto
 * @function: ditto
 * @name: ditto
 * @id: if not 0, exactly this probe and the strings are ignored
 * @reserved: must be 0
 */
struct dtrace_dof_pdesc {
	__u32	provider;
	__u32	module;
	__u32	function;
	__u32	name;
	__u32	id;
	__u32	reserved;
};

/**
 * struct dtrace_dof_clause - enabling of actions on probes
 * @pdesc: first probe description
 * @npdescs: how many, at least 1
 * @predicate: DIFO index or DTRACE_DOF_NONE
 * @action: first action
 * @nactions: how many; 0 is the default action (record the firing)
 * @uarg: opaque to the kernel, comes back in struct dtrace_epid_desc
 * @reserved: must be 0
 */
struct dtrace_dof_clause {
	__u32	pdesc;
	__u32	npdescs;
	__u32	predicate;
	__u32	action;
	__u32	nactions;
	__u32	reserved;
	__u64	uarg;
};

/**
 * struct dtrace_dof_action - one action
 * @kind: enum dtrace_action_kind (record.h), aggregating functions included
 * @difo: DIFO of the (first) argument, or DTRACE_DOF_NONE
 * @difo2: DIFO of the increment of quantize() and its relatives, or DTRACE_DOF_NONE
 * @ntuple: aggregations: how many of the actions just before this one are its keys
 * @aggvar: aggregations: id of the aggregation variable, from 1
 * @reserved: must be 0
 * @arg: number of frames, bytes of tracemem(), parameter word of lquantize() and llquantize()
 * @uarg: opaque to the kernel, comes back in struct dtrace_rec_desc
 *
 * Every argument of a printf() is an action of its own of kind PRINTF with the same @uarg; a
 * printf() without arguments is one action without a DIFO.
 */
struct dtrace_dof_action {
	__u32	kind;
	__u32	difo;
	__u32	difo2;
	__u32	ntuple;
	__u32	aggvar;
	__u32	reserved;
	__u64	arg;
	__u64	uarg;
};

/**
 * struct dtrace_dof_difo - one DIF object
 * @text: first instruction in TEXT and @ntext how many
 * @ints: first entry in INTTAB and @nints how many
 * @strs: first byte in DIFSTR and @nstrs how many; the last byte is NUL
 * @vars: first row in VARTAB and @nvars how many
 * @rtype: type of the result
 * @ntext: number of instructions
 * @nints: number of integers
 * @nstrs: bytes of strings
 * @nvars: number of variables
 */
struct dtrace_dof_difo {
	__u32	text;
	__u32	ntext;
	__u32	ints;
	__u32	nints;
	__u32	strs;
	__u32	nstrs;
	__u32	vars;
	__u32	nvars;
	struct dtrace_dif_type rtype;
};

/**
 * struct dtrace_dof_option - an option set by the program
 * @id: enum dtrace_option (record.h)
 * @value: its value
 * @reserved: must be 0
 */
struct dtrace_dof_option {
	__u32	id;
	__u32	reserved;
	__u64	value;
};

#endif /* _UAPI_LINUX_DTRACE_DOF_H */
