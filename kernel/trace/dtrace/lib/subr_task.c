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
 * Arguments of the current process, with blanks between them. Only what is resident can be read;
 * the kernel wrote this memory when the program started. Return: length, 0 when there are none.
 */
static u32 own_arguments(struct dt_mstate *m, char *to)
{
	u64 mm = member(m, dt_host_curthread(), DT_MEMBER_TASK_MM, 8), start, end;
	u32 n, i;

	if (!mm)
		return 0;
	start = member(m, mm, DT_MEMBER_MM_ARG_START, 8);
	end = member(m, mm, DT_MEMBER_MM_ARG_END, 8);
	if (m->fault || end <= start)
		return 0;
	n = dt_peek_user(m, to, start, min(end - start, (u64)m->strsize - 1));
	while (n && !to[n - 1])
		n--;
	for (i = 0; i < n; i++) {
		if (!to[i])
			to[i] = ' ';
	}
	return n;
}

static u32 own_name(struct dt_mstate *m, char *to)
{
	const char *name = dt_host_execname();
	u32 len;

	for (len = 0; len < min(DT_HOST_EXECNAME, m->strsize) - 1 && name[len]; len++)
		to[len] = name[len];
	return len;
}

/* Memory of another process is out of reach: it is called by the name of its thread then. */
notrace u64 dt_subr_psargs(struct dt_mstate *m)
{
	u64 task = dt_arg(m, 0);
	bool own = task == dt_host_curthread();
	u32 len = 0;
	char *to;

	if (!own && !(m->flags & DT_MSTATE_KERNEL_READ)) {
		dt_fault(m, DTRACE_FAULT_KPRIV, task);
		return 0;
	}
	to = dt_result_begin(m);
	if (!to)
		return 0;
	if (own)
		len = own_arguments(m, to);
	if (own && !len)
		len = own_name(m, to);
	else if (!own)
		len = dt_copy_string(m, to, task + dt_host_offset[DT_MEMBER_TASK_COMM],
				     min(DT_HOST_EXECNAME, m->strsize));
	return m->fault ? 0 : dt_result_end(m, to, len);
}
