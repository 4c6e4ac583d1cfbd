// SPDX-License-Identifier: GPL-2.0
/*
 * Built-in variables: one function for each row of dif_vars.def. Context of all: probe,
 * interrupts off.
 */
#include "builtin.h"
#include "mem.h"

#define NARGS		10	/* arg0 .. arg9 */
#define MAX_FRAMES	2048

/*
 * A string of the engine or the host; without the right to read the kernel the program gets a
 * copy that it may read
 */
static u64 visible_string(struct dt_mstate *m, const char *s)
{
	u32 n = 0;
	char *copy;

	if (m->flags & DT_MSTATE_KERNEL_READ)
		return dt_addr(s);
	while (s[n] && n < m->strsize - 1)
		n++;
	copy = dt_scratch_alloc(m, n + 1, 1);
	if (!copy)
		return 0;
	memcpy(copy, s, n);
	copy[n] = '\0';
	return dt_addr(copy);
}

static u64 argument(struct dt_mstate *m, u32 n)
{
	const struct dtrace_firing *firing = m->firing;

	if (firing->args)
		return n < firing->nargs ? firing->args[n] : 0;
	return m->getarg ? m->getarg(m->getarg_parg, firing, n) : 0;
}

static u64 dt_builtin_curthread(struct dt_mstate *m) { (void)m; return dt_host_curthread(); }
static u64 dt_builtin_timestamp(struct dt_mstate *m) { return m->timestamp; }
static u64 dt_builtin_vtimestamp(struct dt_mstate *m)
{
	return m->entered ? dt_host_vtime(m->entered) : 0;
}

static u64 dt_builtin_epid(struct dt_mstate *m) { return m->epid; }
static u64 dt_builtin_id(struct dt_mstate *m) { return m->probe_id; }
static u64 dt_builtin_cpu(struct dt_mstate *m) { return m->cpu; }
static u64 dt_builtin_ipl(struct dt_mstate *m) { return dt_host_ipl(m->irq_flags); }
static u64 dt_builtin_pid(struct dt_mstate *m) { (void)m; return dt_host_pid(); }
static u64 dt_builtin_tid(struct dt_mstate *m) { (void)m; return dt_host_tid(); }
static u64 dt_builtin_ppid(struct dt_mstate *m) { (void)m; return dt_host_ppid(); }
static u64 dt_builtin_uid(struct dt_mstate *m) { (void)m; return dt_host_uid(); }
static u64 dt_builtin_gid(struct dt_mstate *m) { (void)m; return dt_host_gid(); }

static u64 dt_builtin_walltimestamp(struct dt_mstate *m)
{
	if (!(m->present & DT_CACHED_WALLTIMESTAMP)) {
		m->walltimestamp = dt_host_wallclock();
		m->present |= DT_CACHED_WALLTIMESTAMP;
	}
	return m->walltimestamp;
}

/* The kernel restarts some system calls behind a return value that user space never sees as such */
static u64 errno_of(s64 ret)
{
	if (ret < 0 && ret >= -4095) {
		switch (-ret) {
		/* restart after a signal, with the old arguments or as the handler decides */
		case 512:
		case 513:
		case 514:
		case 516:
			return 4;	/* EINTR */
		case 515:	/* no such ioctl command */
			return 25;	/* ENOTTY */
		default:
			return -ret;
		}
	}
	return 0;
}

static u64 dt_builtin_errno(struct dt_mstate *m)
{
	return errno_of(m->firing->sysret);
}

/* Count frames into the free part of scratch */
static u64 depth(struct dt_mstate *m,
		 unsigned int (*walk)(const struct dtrace_firing *, u64 *, unsigned int))
{
	u32 size;
	u64 *pcs = dt_scratch_rest(m, &size);

	if (size < sizeof(u64)) {
		dt_fault(m, DTRACE_FAULT_NOSCRATCH, 0);
		return 0;
	}
	return walk(m->firing, pcs, min(size / (u32)sizeof(u64), (u32)MAX_FRAMES));
}

static u64 dt_builtin_stackdepth(struct dt_mstate *m) { return depth(m, dt_host_stack); }
static u64 dt_builtin_ustackdepth(struct dt_mstate *m) { return depth(m, dt_host_ustack); }

/* Frame 0 is the probed function, frame 1 who called it */
static u64 dt_builtin_caller(struct dt_mstate *m)
{
	u64 pcs[2] = { };

	return dt_host_stack(m->firing, pcs, 2) == 2 ? pcs[1] : 0;
}

static u64 dt_builtin_ucaller(struct dt_mstate *m)
{
	u64 pcs[2] = { };

	return dt_host_ustack(m->firing, pcs, 2) == 2 ? pcs[1] : 0;
}

/* ---- names ---- */

static const char *name_exec(struct dt_mstate *m) { (void)m; return dt_host_execname(); }
static const char *name_provider(struct dt_mstate *m) { return m->names->provider; }
static const char *name_module(struct dt_mstate *m) { return m->names->module; }
static const char *name_function(struct dt_mstate *m) { return m->names->function; }
static const char *name_probe(struct dt_mstate *m) { return m->names->name; }

dt_builtin_name_fn dt_builtin_name(u32 id)
{
	switch (id) {
	case DTRACE_DIF_VAR_EXECNAME:	return name_exec;
	case DTRACE_DIF_VAR_PROBEPROV:	return name_provider;
	case DTRACE_DIF_VAR_PROBEMOD:	return name_module;
	case DTRACE_DIF_VAR_PROBEFUNC:	return name_function;
	case DTRACE_DIF_VAR_PROBENAME:	return name_probe;
	}
	return NULL;
}

#define NAME(builtin, name) \
	static u64 dt_builtin_##builtin(struct dt_mstate *m) { return visible_string(m, name(m)); }
NAME(execname, name_exec)
NAME(probeprov, name_provider)
NAME(probemod, name_module)
NAME(probefunc, name_function)
NAME(probename, name_probe)

/* ---- dispatch ---- */

#define IS_NONE		false
#define IS_PROC		false
#define IS_KERNEL	true

static bool may_see_kernel(struct dt_mstate *m)
{
	if (m->flags & DT_MSTATE_KERNEL_READ)
		return true;
	dt_fault(m, DTRACE_FAULT_KPRIV, 0);
	return false;
}

#define DIF_VAR(sym, name, result, right)
#define DIF_VAR_ARRAY(sym, name, result, right)
#define DIF_VAR_TODO(sym, name, result, right)
#define DIF_VAR_ARGN(sym, name, n) \
	static u64 dt_builtin_##name(struct dt_mstate *m) { return argument(m, n); }
#include "dif_vars.def"
#undef DIF_VAR
#undef DIF_VAR_ARGN

#define FIRST_SCALAR	DTRACE_DIF_VAR_CURTHREAD

static const struct scalar {
	dt_builtin_fn	load;
	bool		kernel;		/* takes the right to read the kernel */
} scalars[] = {
#define DIF_VAR(sym, name, result, right) \
	[DTRACE_DIF_VAR_##sym - FIRST_SCALAR] = { dt_builtin_##name, IS_##right },
#define DIF_VAR_ARGN(sym, name, n)	DIF_VAR(sym, name, INT, NONE)
#include "dif_vars.def"
};

dt_builtin_fn dt_builtin_plain(u32 id)
{
	u32 i = id - FIRST_SCALAR;

	return i < ARRAY_SIZE(scalars) && !scalars[i].kernel ? scalars[i].load : NULL;
}

notrace u64 dt_builtin_load(struct dt_mstate *m, u32 id)
{
	const struct scalar *scalar = &scalars[id - FIRST_SCALAR];

	if (unlikely(id - FIRST_SCALAR >= ARRAY_SIZE(scalars) || !scalar->load)) {
		dt_fault(m, DTRACE_FAULT_ILLOP, 0);
		return 0;
	}
	if (unlikely(scalar->kernel) && !may_see_kernel(m))
		return 0;
	return scalar->load(m);
}

#undef DIF_VAR
#undef DIF_VAR_ARGN
#undef DIF_VAR_ARRAY

static u64 dt_builtin_args(struct dt_mstate *m, u64 index)
{
	if (index < NARGS || (m->firing->args && index < m->firing->nargs))
		return argument(m, index);
	dt_fault(m, DTRACE_FAULT_ILLOP, 0);
	return 0;
}

static u64 reg(struct dt_mstate *m, bool user, u64 index)
{
	int fault = 0;
	u64 value = dt_host_reg(m->firing, user, min_t(u64, index, U32_MAX), &fault);

	if (!fault)
		return value;
	dt_fault(m, fault, 0);
	return 0;
}

static u64 dt_builtin_regs(struct dt_mstate *m, u64 index) { return reg(m, false, index); }
static u64 dt_builtin_uregs(struct dt_mstate *m, u64 index) { return reg(m, true, index); }

#define DIF_VAR(sym, name, result, right)
#define DIF_VAR_ARGN(sym, name, n)
#define DIF_VAR_ARRAY(sym, name, result, right)				\
	case DTRACE_DIF_VAR_##sym:					\
		return IS_##right && !may_see_kernel(m) ? 0 : dt_builtin_##name(m, index);

notrace u64 dt_builtin_array_load(struct dt_mstate *m, u32 id, u64 index)
{
	switch (id) {
#include "dif_vars.def"
	default:
		dt_fault(m, DTRACE_FAULT_ILLOP, 0);
		return 0;
	}
}
