// SPDX-License-Identifier: GPL-2.0
/*
 * Subroutines on tasks: progenyof, getf, psargs.
 *
 * They walk structures of the kernel by loads that the program did not choose, so a consumer
 * needs no right to read the kernel for progenyof(), which tells only yes or no.
 */
#include "subr_str.h"

#define GENERATIONS_MOST	256	/* of ancestors that are looked at */

static u64 member(struct dt_mstate *m, u64 base, enum dt_member which, u32 size)
{
	return dt_load(m, base + dt_host_offset[which], size);
}

notrace u64 dt_subr_progenyof(struct dt_mstate *m)
{
	u64 task = dt_host_curthread(), parent;
	u32 i;

	for (i = 0; i < GENERATIONS_MOST; i++) {
		u64 pid = member(m, task, DT_MEMBER_TASK_TGID, 4);

		if (m->fault || pid == (u32)dt_arg(m, 0))
			return !m->fault;
		parent = member(m, task, DT_MEMBER_TASK_PARENT, 8);
		if (!parent || parent == task)
			break;
		task = parent;
	}
	return 0;
}

/* The open file of a descriptor; its address is of use only to those who may read the kernel. */
notrace u64 dt_subr_getf(struct dt_mstate *m)
{
	u64 fd = dt_arg(m, 0), files, table, array;

	if (!(m->flags & DT_MSTATE_KERNEL_READ)) {
		dt_fault(m, DTRACE_FAULT_KPRIV, 0);
		return 0;
	}
	files = member(m, dt_host_curthread(), DT_MEMBER_TASK_FILES, 8);
	if (!files)
		return 0;
	table = member(m, files, DT_MEMBER_FILES_TABLE, 8);
	if (fd >= member(m, table, DT_MEMBER_FDTABLE_SIZE, 4))
		return 0;
	array = member(m, table, DT_MEMBER_FDTABLE_FILES, 8);
	return m->fault ? 0 : dt_load(m, array + 8 * fd, 8);
}

/*
 * The bytes of the arguments. A process that ends meanwhile has none: its memory may be another's.
 */
static u32 argument_bytes(struct dt_mstate *m, u64 task, char *to)
{
	u64 mm = member(m, task, DT_MEMBER_TASK_MM, 8), start, end;
	u32 n;

	if (!mm)
		return 0;
	start = member(m, mm, DT_MEMBER_MM_ARG_START, 8);
	end = member(m, mm, DT_MEMBER_MM_ARG_END, 8);
	if (m->fault || end <= start)
		return 0;
	n = dt_peek_mm(m, to, mm, start, min(end - start, (u64)m->strsize - 1));
	return member(m, task, DT_MEMBER_TASK_MM, 8) == mm ? n : 0;
}

/*
 * Arguments of a process, with blanks between them. Only what is resident can be read; the kernel
 * wrote this memory when the program started. Return: length, 0 when there are none.
 */
static u32 arguments(struct dt_mstate *m, u64 task, char *to)
{
	u32 n = argument_bytes(m, task, to), i;

	while (n && !to[n - 1])
		n--;
	for (i = 0; i < n; i++) {
		if (!to[i])
			to[i] = ' ';
	}
	return n;
}

static u32 name(struct dt_mstate *m, u64 task, char *to)
{
	u64 words[DT_HOST_EXECNAME / sizeof(u64)];
	const char *from = (const char *)words;
	u32 i, len;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = member(m, task + i * sizeof(u64), DT_MEMBER_TASK_COMM, 8);
	for (len = 0; len < min(DT_HOST_EXECNAME, m->strsize) - 1 && from[len]; len++)
		to[len] = from[len];
	return len;
}

/* A task without arguments is called by its name. */
notrace u64 dt_subr_psargs(struct dt_mstate *m)
{
	u64 task = dt_arg(m, 0);
	char *to;
	u32 len;

	if (task != dt_host_curthread() && !(m->flags & DT_MSTATE_KERNEL_READ)) {
		dt_fault(m, DTRACE_FAULT_KPRIV, task);
		return 0;
	}
	to = dt_result_begin(m);
	if (!to)
		return 0;
	len = arguments(m, task, to);
	if (!len && !m->fault)
		len = name(m, task, to);
	return m->fault ? 0 : dt_result_end(m, to, len);
}
