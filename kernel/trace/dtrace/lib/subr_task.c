// SPDX-License-Identifier: GPL-2.0
/*
 * Subroutines on the current task: progenyof, getf.
 *
 * They walk structures of the kernel by loads that the program did not choose, so a consumer
 * needs no right to read the kernel for progenyof(), which tells only yes or no.
 */
#include "builtin.h"
#include "mem.h"

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
