/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options of a consumer: values, limits, defaults (options.def).
 */
#ifndef _DTRACE_LIB_OPTS_H
#define _DTRACE_LIB_OPTS_H

#include "env.h"

struct dt_opts {
	u64 value[DTRACE_OPT_MAX];	/* by enum dtrace_option; always valid */
};

void dt_opts_init(struct dt_opts *opts);

/**
 * dt_opts_set() - set one option
 * @rights: DT_RIGHT_* of the consumer
 * @opts: options of the consumer
 * @id: enum dtrace_option
 * @value: new value
 *
 * Return: 0, -EINVAL (unknown, out of its limits), -EACCES (destructive without the right),
 * -ENODEV (no such CPU), -EOPNOTSUPP (grabanon).
 */
int dt_opts_set(struct dt_opts *opts, u32 id, u64 value, u32 rights);

/** dt_opts_name() - name of an option, NULL if there is none of this id */
const char *dt_opts_name(u32 id);

#endif /* _DTRACE_LIB_OPTS_H */
