// SPDX-License-Identifier: GPL-2.0
/*
 * Options of a consumer.
 */
#include "opts.h"

enum opt_unit {
	OPT_NONE, OPT_SIZE, OPT_COUNT, OPT_RATE, OPT_POLICY, OPT_RESIZE, OPT_RETURNS, OPT_CPU,
	OPT_BOOL,
};

struct opt_row {
	const char	*name;
	enum opt_unit	unit;
	u64		least, most, standard;
};

static const struct opt_row opt_rows[DTRACE_OPT_MAX] = {
#define DT_OPTION(id, name, unit, least, most, standard) \
	[DTRACE_OPT_##id] = { name, OPT_##unit, least, most, standard },
#include "options.def"
#undef DT_OPTION
};

const char *dt_opts_name(u32 id)
{
	return id < DTRACE_OPT_MAX ? opt_rows[id].name : NULL;
}

void dt_opts_init(struct dt_opts *opts)
{
	u32 id;

	for (id = 0; id < DTRACE_OPT_MAX; id++)
		opts->value[id] = opt_rows[id].standard;
}

static int check_cpu(u64 cpu)
{
	if (cpu != U64_MAX && (cpu >= dt_host_ncpus() || !dt_host_cpu_online(cpu)))
		return -ENODEV;
	return 0;
}

#define UNPRIVILEGED_MOST	(16ULL << 20)	/* bytes of a buffer */
#define UNPRIVILEGED_NSPEC	16

/* -EPERM names the lockdown of the kernel, -EACCES anything else. */
static int check_destructive(u32 rights)
{
	if (!(rights & (DT_RIGHT_DESTRUCTIVE | DT_RIGHT_KDESTRUCTIVE)))
		return rights & DT_RIGHT_LOCKED ? -EPERM : -EACCES;
	return dt_host_destructive_allowed() ? 0 : -EACCES;
}

/*
 * What anyone may ask for is bounded more tightly. On a CPU of the consumer's choice BEGIN would
 * fire in whatever process is there.
 */
static int check_own_only(u32 id, u64 value, u32 rights)
{
	if (rights & (DT_RIGHT_KERNEL | DT_RIGHT_ALLPROC))
		return 0;
	if (id == DTRACE_OPT_CPU && value != U64_MAX)
		return -EACCES;
	if (opt_rows[id].unit == OPT_SIZE && value > UNPRIVILEGED_MOST)
		return -EFBIG;
	return id == DTRACE_OPT_NSPEC && value > UNPRIVILEGED_NSPEC ? -EFBIG : 0;
}

static int check_special(u32 id, u64 value, u32 rights)
{
	if (id == DTRACE_OPT_CPU)
		return check_cpu(value);
	if (id == DTRACE_OPT_GRABANON && value)
		return -EOPNOTSUPP;
	if (id == DTRACE_OPT_DESTRUCTIVE && value)
		return check_destructive(rights);
	return 0;
}

int dt_opts_set(struct dt_opts *opts, u32 id, u64 value, u32 rights)
{
	const struct opt_row *row;
	int err;

	if (!dt_opts_name(id))
		return -EINVAL;
	row = &opt_rows[id];
	if (value == DTRACE_OPT_UNSET)
		value = row->standard;
	else if (row->unit == OPT_RATE)
		value = min(max(value, row->least), row->most);
	else if (value < row->least || value > row->most)
		return -EINVAL;
	err = check_own_only(id, value, rights);
	if (!err)
		err = check_special(id, value, rights);
	if (err)
		return err;
	opts->value[id] = value;
	return 0;
}
