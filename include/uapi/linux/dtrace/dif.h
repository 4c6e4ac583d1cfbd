/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * DIF, the D Intermediate Format: instruction encoding and the ids of registers, variables and
 * subroutines.
 *
 * DIF is the instruction set of the register machine that runs in probe context. A DIFO (DIF
 * object) is one program: text, an integer table, a string table and a variable table. Branches go
 * forward only, so every program ends. The operand columns of each opcode stand in
 * kernel/trace/dtrace/lib/dif_ops.def.
 */
#ifndef _UAPI_LINUX_DTRACE_DIF_H
#define _UAPI_LINUX_DTRACE_DIF_H

#include <linux/types.h>

#define DTRACE_DIF_VERSION	1
#define DTRACE_DIF_NREGS	8	/* %r0 reads as 0 and is never written */
#define DTRACE_DIF_NTUPREGS	8	/* depth of the tuple stack */
#define DTRACE_DIF_TEXT_MAX	65536	/* instructions in one DIFO */

/**
 * struct dtrace_dif_insn - one DIF instruction, 8 bytes
 * @op: opcode, enum dtrace_dif_op
 * @rd: destination register, or the register holding the address of a store
 * @r1: first source register
 * @r2: second source register
 * @imm: branch target (absolute instruction index), table index, string offset, variable,
 *	subroutine or
 *       type id. Fields an opcode does not use must be 0.
 *
 * The "DIF offset" shown to users is the index of the instruction times the size of this struct.
 */
struct dtrace_dif_insn {
	__u8	op;
	__u8	rd;
	__u8	r1;
	__u8	r2;
	__u32	imm;
};

enum dtrace_dif_op {
	DTRACE_DIF_OP_INVALID	= 0,
	/* rd = r1 op r2 */
	DTRACE_DIF_OP_OR	= 1,
	DTRACE_DIF_OP_XOR	= 2,
	DTRACE_DIF_OP_AND	= 3,
	DTRACE_DIF_OP_SLL	= 4,
	DTRACE_DIF_OP_SRL	= 5,
	DTRACE_DIF_OP_SRA	= 6,
	DTRACE_DIF_OP_SUB	= 7,
	DTRACE_DIF_OP_ADD	= 8,
	DTRACE_DIF_OP_MUL	= 9,
	DTRACE_DIF_OP_SDIV	= 10,
	DTRACE_DIF_OP_UDIV	= 11,
	DTRACE_DIF_OP_SREM	= 12,
	DTRACE_DIF_OP_UREM	= 13,
	/* rd = op r1 */
	DTRACE_DIF_OP_NOT	= 14,
	DTRACE_DIF_OP_MOV	= 15,
	/* condition codes from r1, r2 */
	DTRACE_DIF_OP_CMP	= 16,
	DTRACE_DIF_OP_TST	= 17,
	DTRACE_DIF_OP_SCMP	= 18,
	/* branches to instruction imm */
	DTRACE_DIF_OP_BA	= 19,
	DTRACE_DIF_OP_BE	= 20,
	DTRACE_DIF_OP_BNE	= 21,
	DTRACE_DIF_OP_BG	= 22,
	DTRACE_DIF_OP_BGU	= 23,
	DTRACE_DIF_OP_BGE	= 24,
	DTRACE_DIF_OP_BGEU	= 25,
	DTRACE_DIF_OP_BL	= 26,
	DTRACE_DIF_OP_BLU	= 27,
	DTRACE_DIF_OP_BLE	= 28,
	DTRACE_DIF_OP_BLEU	= 29,
	/* kernel loads, rd = [r1] */
	DTRACE_DIF_OP_LDSB	= 30,
	DTRACE_DIF_OP_LDSH	= 31,
	DTRACE_DIF_OP_LDSW	= 32,
	DTRACE_DIF_OP_LDUB	= 33,
	DTRACE_DIF_OP_LDUH	= 34,
	DTRACE_DIF_OP_LDUW	= 35,
	DTRACE_DIF_OP_LDX	= 36,
	/* the same, access-checked (consumers without the right to read the kernel) */
	DTRACE_DIF_OP_RLDSB	= 37,
	DTRACE_DIF_OP_RLDSH	= 38,
	DTRACE_DIF_OP_RLDSW	= 39,
	DTRACE_DIF_OP_RLDUB	= 40,
	DTRACE_DIF_OP_RLDUH	= 41,
	DTRACE_DIF_OP_RLDUW	= 42,
	DTRACE_DIF_OP_RLDX	= 43,
	/* user loads, rd = user [r1] */
	DTRACE_DIF_OP_ULDSB	= 44,
	DTRACE_DIF_OP_ULDSH	= 45,
	DTRACE_DIF_OP_ULDSW	= 46,
	DTRACE_DIF_OP_ULDUB	= 47,
	DTRACE_DIF_OP_ULDUH	= 48,
	DTRACE_DIF_OP_ULDUW	= 49,
	DTRACE_DIF_OP_ULDX	= 50,
	/* stores, [rd] = r1 */
	DTRACE_DIF_OP_STB	= 51,
	DTRACE_DIF_OP_STH	= 52,
	DTRACE_DIF_OP_STW	= 53,
	DTRACE_DIF_OP_STX	= 54,
	DTRACE_DIF_OP_RET	= 55,	/* result = r1 */
	DTRACE_DIF_OP_NOP	= 56,
	DTRACE_DIF_OP_SETX	= 57,	/* rd = integer table [imm] */
	DTRACE_DIF_OP_SETS	= 58,	/* rd = address of string table + imm */
	/* variables: imm = id; loads to rd, stores from r1 */
	DTRACE_DIF_OP_LDGA	= 59,	/* rd = built-in array imm [r1] */
	DTRACE_DIF_OP_LDGS	= 60,
	DTRACE_DIF_OP_STGS	= 61,
	DTRACE_DIF_OP_LDTS	= 62,
	DTRACE_DIF_OP_STTS	= 63,
	DTRACE_DIF_OP_LDLS	= 64,
	DTRACE_DIF_OP_STLS	= 65,
	DTRACE_DIF_OP_LDGAA	= 66,	/* keys = the tuple stack */
	DTRACE_DIF_OP_STGAA	= 67,
	DTRACE_DIF_OP_LDTAA	= 68,
	DTRACE_DIF_OP_STTAA	= 69,
	DTRACE_DIF_OP_CALL	= 70,	/* rd = subroutine imm (tuple stack) */
	DTRACE_DIF_OP_PUSHTR	= 71,	/* push r1 by reference, r2 = size, imm = type kind */
	DTRACE_DIF_OP_PUSHTV	= 72,	/* push r1 by value */
	DTRACE_DIF_OP_POPTS	= 73,
	DTRACE_DIF_OP_FLUSHTS	= 74,
	DTRACE_DIF_OP_ALLOCS	= 75,	/* rd = scratch block of r1 bytes */
	DTRACE_DIF_OP_COPYS	= 76,	/* copy r2 bytes from [r1] to [rd] */
	DTRACE_DIF_OP_MAX
};

/* Type kinds and flags of struct dtrace_dif_type */
enum dtrace_dif_kind {
	DTRACE_DIF_KIND_C	= 0,	/* any C type */
	DTRACE_DIF_KIND_STRING	= 1,	/* a D string; size 0 = the option strsize */
};

#define DTRACE_DIF_TF_BYREF	0x1	/* the value is an address of size bytes */
#define DTRACE_DIF_TF_BYUREF	0x2	/* the address is a user address */
#define DTRACE_DIF_TF_SIGNED	0x4	/* integer, sign extended */

/**
 * struct dtrace_dif_type - type of a variable or of the result of a DIFO
 * @kind: enum dtrace_dif_kind
 * @flags: DTRACE_DIF_TF_*
 * @reserved: must be 0
 * @size: bytes; 1, 2, 4 or 8 for a value, 0 for void
 */
struct dtrace_dif_type {
	__u8	kind;
	__u8	flags;
	__u16	reserved;
	__u32	size;
};

enum dtrace_dif_scope {
	DTRACE_DIF_SCOPE_GLOBAL	= 0,
	DTRACE_DIF_SCOPE_THREAD	= 1,	/* self-> */
	DTRACE_DIF_SCOPE_LOCAL	= 2,	/* this-> */
};

enum dtrace_dif_varkind {
	DTRACE_DIF_VAR_SCALAR	= 0,
	DTRACE_DIF_VAR_ARRAY	= 1,	/* associative array */
};

#define DTRACE_DIF_VF_REF	0x1	/* the DIFO loads it */
#define DTRACE_DIF_VF_MOD	0x2	/* the DIFO stores it */

/**
 * struct dtrace_dif_var - one row of a variable table
 * @id: DTRACE_DIF_VAR_USER and up; dense in each scope
 * @scope: enum dtrace_dif_scope
 * @kind: enum dtrace_dif_varkind
 * @flags: DTRACE_DIF_VF_*
 * @reserved: must be 0
 * @name: offset in the string section of the image
 * @type: type of the variable or of the elements of the array
 *
 * Only user variables that a DIFO names are listed; built-in variables need no row.
 */
struct dtrace_dif_var {
	__u32	id;
	__u8	scope;
	__u8	kind;
	__u8	flags;
	__u8	reserved;
	__u32	name;
	struct dtrace_dif_type type;
};

/* Built-in arrays (LDGA) and scalars (LDGS); columns: kernel/trace/dtrace/lib/dif_vars.def */
enum dtrace_dif_builtin {
	DTRACE_DIF_VAR_ARGS		= 0x000,
	DTRACE_DIF_VAR_REGS		= 0x001,
	DTRACE_DIF_VAR_UREGS		= 0x002,
	DTRACE_DIF_VAR_CURTHREAD	= 0x100,
	DTRACE_DIF_VAR_TIMESTAMP	= 0x101,
	DTRACE_DIF_VAR_VTIMESTAMP	= 0x102,
	DTRACE_DIF_VAR_IPL		= 0x103,
	DTRACE_DIF_VAR_EPID		= 0x104,
	DTRACE_DIF_VAR_ID		= 0x105,
	DTRACE_DIF_VAR_ARG0		= 0x106,	/* .. ARG9 = 0x10f */
	DTRACE_DIF_VAR_STACKDEPTH	= 0x110,
	DTRACE_DIF_VAR_CALLER		= 0x111,
	DTRACE_DIF_VAR_PROBEPROV	= 0x112,
	DTRACE_DIF_VAR_PROBEMOD		= 0x113,
	DTRACE_DIF_VAR_PROBEFUNC	= 0x114,
	DTRACE_DIF_VAR_PROBENAME	= 0x115,
	DTRACE_DIF_VAR_PID		= 0x116,
	DTRACE_DIF_VAR_TID		= 0x117,
	DTRACE_DIF_VAR_EXECNAME		= 0x118,
	DTRACE_DIF_VAR_ZONENAME		= 0x119,
	DTRACE_DIF_VAR_WALLTIMESTAMP	= 0x11a,
	DTRACE_DIF_VAR_USTACKDEPTH	= 0x11b,
	DTRACE_DIF_VAR_UCALLER		= 0x11c,
	DTRACE_DIF_VAR_PPID		= 0x11d,
	DTRACE_DIF_VAR_UID		= 0x11e,
	DTRACE_DIF_VAR_GID		= 0x11f,
	DTRACE_DIF_VAR_ERRNO		= 0x120,
	DTRACE_DIF_VAR_CPU		= 0x121,
	DTRACE_DIF_VAR_USER		= 0x500,	/* first user variable */
	DTRACE_DIF_VAR_MAX		= 0xffff,
};

#define DTRACE_DIF_VAR_BUILTIN_ARRAYS	0x080	/* built-in arrays are below this id */

/* Subroutines (CALL); columns: kernel/trace/dtrace/lib/dif_subrs.def */
enum dtrace_dif_subr {
	DTRACE_DIF_SUBR_RAND		= 0,
	DTRACE_DIF_SUBR_MUTEX_OWNED	= 1,
	DTRACE_DIF_SUBR_MUTEX_OWNER	= 2,
	DTRACE_DIF_SUBR_MUTEX_TYPE_ADAPTIVE = 3,
	DTRACE_DIF_SUBR_MUTEX_TYPE_SPIN	= 4,
	DTRACE_DIF_SUBR_RW_READ_HELD	= 5,
	DTRACE_DIF_SUBR_RW_WRITE_HELD	= 6,
	DTRACE_DIF_SUBR_RW_ISWRITER	= 7,
	DTRACE_DIF_SUBR_COPYIN		= 8,
	DTRACE_DIF_SUBR_COPYINSTR	= 9,
	DTRACE_DIF_SUBR_SPECULATION	= 10,
	DTRACE_DIF_SUBR_PROGENYOF	= 11,
	DTRACE_DIF_SUBR_STRLEN		= 12,
	DTRACE_DIF_SUBR_COPYOUT		= 13,
	DTRACE_DIF_SUBR_COPYOUTSTR	= 14,
	DTRACE_DIF_SUBR_ALLOCA		= 15,
	DTRACE_DIF_SUBR_BCOPY		= 16,
	DTRACE_DIF_SUBR_COPYINTO	= 17,
	DTRACE_DIF_SUBR_GETMAJOR	= 18,
	DTRACE_DIF_SUBR_GETMINOR	= 19,
	DTRACE_DIF_SUBR_STRJOIN		= 20,
	DTRACE_DIF_SUBR_LLTOSTR		= 21,
	DTRACE_DIF_SUBR_BASENAME	= 22,
	DTRACE_DIF_SUBR_DIRNAME		= 23,
	DTRACE_DIF_SUBR_CLEANPATH	= 24,
	DTRACE_DIF_SUBR_STRCHR		= 25,
	DTRACE_DIF_SUBR_STRRCHR		= 26,
	DTRACE_DIF_SUBR_STRSTR		= 27,
	DTRACE_DIF_SUBR_STRTOK		= 28,
	DTRACE_DIF_SUBR_SUBSTR		= 29,
	DTRACE_DIF_SUBR_INDEX		= 30,
	DTRACE_DIF_SUBR_RINDEX		= 31,
	DTRACE_DIF_SUBR_HTONS		= 32,
	DTRACE_DIF_SUBR_HTONL		= 33,
	DTRACE_DIF_SUBR_HTONLL		= 34,
	DTRACE_DIF_SUBR_NTOHS		= 35,
	DTRACE_DIF_SUBR_NTOHL		= 36,
	DTRACE_DIF_SUBR_NTOHLL		= 37,
	DTRACE_DIF_SUBR_INET_NTOP	= 38,
	DTRACE_DIF_SUBR_INET_NTOA	= 39,
	DTRACE_DIF_SUBR_INET_NTOA6	= 40,
	DTRACE_DIF_SUBR_TOUPPER		= 41,
	DTRACE_DIF_SUBR_TOLOWER		= 42,
	DTRACE_DIF_SUBR_GETF		= 43,
	DTRACE_DIF_SUBR_JSON		= 44,
	DTRACE_DIF_SUBR_STRTOLL		= 45,
	DTRACE_DIF_SUBR_D_PATH		= 46,
	DTRACE_DIF_SUBR_LINK_NTOP	= 47,
	DTRACE_DIF_SUBR_D_MOUNT		= 48,
	DTRACE_DIF_SUBR_PSARGS		= 49,
	DTRACE_DIF_SUBR_VTOP		= 50,
	DTRACE_DIF_SUBR_WHATIS		= 51,
	DTRACE_DIF_SUBR_MAX
};

/* Fault numbers: arg4 of dtrace:::ERROR; scripts see them */
enum dtrace_fault {
	DTRACE_FAULT_UNKNOWN	= 0,
	DTRACE_FAULT_BADADDR	= 1,
	DTRACE_FAULT_BADALIGN	= 2,
	DTRACE_FAULT_ILLOP	= 3,
	DTRACE_FAULT_DIVZERO	= 4,
	DTRACE_FAULT_NOSCRATCH	= 5,
	DTRACE_FAULT_KPRIV	= 6,
	DTRACE_FAULT_UPRIV	= 7,
	DTRACE_FAULT_TUPOFLOW	= 8,
	DTRACE_FAULT_BADSTACK	= 9,
	DTRACE_FAULT_BADSIZE	= 10,
	DTRACE_FAULT_BADINDEX	= 11,
	DTRACE_FAULT_MAX
};

#endif /* _UAPI_LINUX_DTRACE_DIF_H */
