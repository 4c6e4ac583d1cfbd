// SPDX-License-Identifier: GPL-2.0
/*
 * Subroutines that move memory: alloca, bcopy, copyin, copyinstr, copyinto, copyout, copyoutstr.
 */
#include "subr_str.h"

notrace u64 dt_subr_alloca(struct dt_mstate *m)
{
	return dt_addr(dt_scratch_zalloc(m, dt_arg(m, 0)));
}

/* Writes only to blocks that the program was given */
static bool dst_ok(struct dt_mstate *m, u64 dst, u64 len)
{
	if (dt_scratch_owns(m, dst, len))
		return true;
	dt_fault(m, DTRACE_FAULT_BADADDR, dst);
	return false;
}

notrace u64 dt_subr_bcopy(struct dt_mstate *m)
{
	u64 src = dt_arg(m, 0), dst = dt_arg(m, 1), len = dt_arg(m, 2);

	if (len && dst_ok(m, dst, len))
		dt_move(m, dt_ptr(dst), src, len);
	return 0;
}

notrace u64 dt_subr_copyin(struct dt_mstate *m)
{
	u64 len = dt_arg(m, 1);
	void *buf = dt_scratch_zalloc(m, len);

	if (buf)
		dt_copy_user(m, buf, dt_arg(m, 0), len);
	return dt_addr(buf);
}

notrace u64 dt_subr_copyinto(struct dt_mstate *m)
{
	u64 len = dt_arg(m, 1), dst = dt_arg(m, 2);

	if (len && dst_ok(m, dst, len))
		dt_copy_user(m, dt_ptr(dst), dt_arg(m, 0), len);
	return 0;
}

notrace u64 dt_subr_copyinstr(struct dt_mstate *m)
{
	u64 src = dt_arg(m, 0), size = m->strsize;
	char *buf;

	if (m->ntuple > 1 && dt_arg(m, 1) < size)
		size = dt_arg(m, 1) + 1;
	if (!dt_host_is_user(src)) {
		dt_fault(m, DTRACE_FAULT_BADADDR, src);
		return 0;
	}
	buf = dt_scratch_alloc(m, size, 1);
	return buf ? dt_result_end(m, buf, dt_copy_string(m, buf, src, size)) : 0;
}

/* ---- to user space ---- */

/* May the program change the process? While that is forbidden system-wide, nothing happens. */
static bool may_write_user(struct dt_mstate *m)
{
	if (m->flags & DT_MSTATE_WRITE_USER)
		return dt_host_destructive_allowed();
	dt_fault(m, DTRACE_FAULT_UPRIV, 0);
	return false;
}

/* Room for the bytes between source and process; the free part of scratch bounds the length. */
static u8 *bounce(struct dt_mstate *m, u64 len)
{
	u32 room;
	u8 *buf = dt_scratch_rest(m, &room);

	if (len <= room)
		return buf;
	dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
	return NULL;
}

notrace u64 dt_subr_copyout(struct dt_mstate *m)
{
	u64 dst = dt_arg(m, 1), len = dt_arg(m, 2);
	u8 *buf = bounce(m, len);

	if (buf && len && may_write_user(m) && !dt_move(m, buf, dt_arg(m, 0), len))
		dt_store_user(m, dst, buf, len);
	return 0;
}

/* With the NUL, if that is among the first so many bytes */
notrace u64 dt_subr_copyoutstr(struct dt_mstate *m)
{
	u64 dst = dt_arg(m, 1), most = min_t(u64, dt_arg(m, 2), m->strsize);
	u8 *buf = bounce(m, most + 1);
	u64 len;

	if (!buf || !most || !may_write_user(m))
		return 0;
	len = dt_copy_string(m, buf, dt_arg(m, 0), most + 1);
	if (!m->fault)
		dt_store_user(m, dst, buf, min(len + 1, most));
	return 0;
}
