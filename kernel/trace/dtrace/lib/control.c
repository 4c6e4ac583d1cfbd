// SPDX-License-Identifier: GPL-2.0
/*
 * Control calls: one table of handlers, and the copying of arguments whose size the caller's
 * version decides.
 *
 * The caller's struct may be longer than ours (a newer program) if the bytes we do not know are
 * 0, or shorter (an older one) down to the first version of the call; what it lacks is 0.
 */
#include "ctl.h"

struct ctl_row {
	u32		cmd;
	u32		first_size;	/* of the struct in the first version */
	dt_ctl_fn	fn;
};

#define CTL(name, fn, type)			\
	[_IOC_NR(DTRACE_IOC_##name)] = {	\
		DTRACE_IOC_##name, sizeof(struct type), fn }

static const struct ctl_row ctl_rows[] = {
	CTL(CONF,	dt_ctl_conf,		dtrace_conf),
	CTL(PROBES,	dt_ctl_probes,		dtrace_probes),
	CTL(PROVIDER,	dt_ctl_provider,	dtrace_provider_desc),
	CTL(OPT_SET,	dt_ctl_opt_set,		dtrace_opt),
	CTL(OPT_GET,	dt_ctl_opt_get,		dtrace_opt),
	CTL(ENABLE,	dt_ctl_enable,		dtrace_enable),
	CTL(GO,		dt_ctl_go,		dtrace_go),
	CTL(STOP,	dt_ctl_stop,		dtrace_go),
	CTL(EPID_DESC,	dt_ctl_epid_desc,	dtrace_epid_desc),
	CTL(AGG_DESC,	dt_ctl_agg_desc,	dtrace_agg_desc),
	CTL(SNAP,	dt_ctl_snap,		dtrace_snap),
	CTL(STATUS,	dt_ctl_status,		dtrace_status),
	CTL(ARGDESC,	dt_ctl_argdesc,		dtrace_argdesc),
	CTL(EXPLAIN,	dt_ctl_explain,		dtrace_explain),
	CTL(REFUSED,	dt_ctl_refused,		dtrace_refused),
};

static_assert(sizeof(struct dtrace_probes) <= DT_CTL_ARG_WORDS * sizeof(u64));
static_assert(sizeof(struct dtrace_explain) <= DT_CTL_ARG_WORDS * sizeof(u64));
static_assert(sizeof(struct dtrace_refused) <= DT_CTL_ARG_WORDS * sizeof(u64));
static_assert(sizeof(struct dtrace_status) <= DT_CTL_ARG_WORDS * sizeof(u64));
static_assert(sizeof(struct dtrace_provider_desc) <= DT_CTL_ARG_WORDS * sizeof(u64));
static_assert(sizeof(struct dtrace_argdesc) <= DT_CTL_ARG_WORDS * sizeof(u64));

#define CTL_SIZE_MAX	4096u	/* no caller's struct is longer */

static const struct ctl_row *ctl_find(u32 cmd)
{
	u32 nr = _IOC_NR(cmd);

	if (_IOC_TYPE(cmd) != DTRACE_IOC_MAGIC || nr >= ARRAY_SIZE(ctl_rows) || !ctl_rows[nr].fn)
		return NULL;
	return _IOC_DIR(cmd) == _IOC_DIR(ctl_rows[nr].cmd) ? &ctl_rows[nr] : NULL;
}

/* The bytes of the caller that we do not know have to be 0. */
static int check_rest(u64 arg, u32 from, u32 to)
{
	u8 chunk[64];
	u32 i, n;

	for (; from < to; from += n) {
		n = min(to - from, (u32)sizeof(chunk));
		if (dt_host_ctl_copyin(chunk, arg + from, n))
			return -EFAULT;
		for (i = 0; i < n; i++) {
			if (chunk[i])
				return -E2BIG;
		}
	}
	return 0;
}

static int arg_in(struct dt_consumer *c, const struct ctl_row *row, u32 cmd, u64 arg)
{
	u32 ours = _IOC_SIZE(row->cmd), theirs = _IOC_SIZE(cmd);

	if (theirs < row->first_size || theirs > CTL_SIZE_MAX)
		return -EINVAL;
	memset(c->ctl_arg, 0, ours);
	if (!(_IOC_DIR(cmd) & _IOC_WRITE))
		return 0;
	if (dt_host_ctl_copyin(c->ctl_arg, arg, min(ours, theirs)))
		return -EFAULT;
	return check_rest(arg, ours, theirs);
}

static int arg_out(struct dt_consumer *c, const struct ctl_row *row, u32 cmd, u64 arg)
{
	u32 ours = _IOC_SIZE(row->cmd), theirs = _IOC_SIZE(cmd);

	if (!(_IOC_DIR(cmd) & _IOC_READ))
		return 0;
	return dt_host_ctl_copyout(arg, c->ctl_arg, min(ours, theirs)) ? -EFAULT : 0;
}

static long control_locked(struct dt_consumer *c, const struct ctl_row *row, u32 cmd, u64 arg)
{
	long ret = arg_in(c, row, cmd, arg);
	int err;

	if (ret)
		return ret;
	ret = row->fn(c, c->ctl_arg);
	if (ret < 0)
		return ret;
	err = arg_out(c, row, cmd, arg);
	return err ? err : ret;
}

long dt_control(struct dt_consumer *c, u32 cmd, u64 arg)
{
	const struct ctl_row *row = ctl_find(cmd);
	long ret;

	if (!row)
		return -ENOTTY;
	dt_mutex_lock(&c->lock);
	ret = control_locked(c, row, cmd, arg);
	dt_mutex_unlock(&c->lock);
	return ret;
}
