/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Handlers of the control calls. Each gets the consumer, locked, and its argument struct in our
 * memory.
 */
#ifndef _DTRACE_LIB_CTL_H
#define _DTRACE_LIB_CTL_H

#include "agg.h"
#include "control.h"

typedef long (*dt_ctl_fn)(struct dt_consumer *c, void *arg);

long dt_ctl_conf(struct dt_consumer *c, void *arg);		/* control_probe.c */
long dt_ctl_probes(struct dt_consumer *c, void *arg);
long dt_ctl_explain(struct dt_consumer *c, void *arg);
long dt_ctl_refused(struct dt_consumer *c, void *arg);
long dt_ctl_provider(struct dt_consumer *c, void *arg);
long dt_ctl_argdesc(struct dt_consumer *c, void *arg);
long dt_ctl_opt_set(struct dt_consumer *c, void *arg);		/* control_enable.c */
long dt_ctl_opt_get(struct dt_consumer *c, void *arg);
long dt_ctl_enable(struct dt_consumer *c, void *arg);
long dt_ctl_go(struct dt_consumer *c, void *arg);		/* control_run.c */
long dt_ctl_stop(struct dt_consumer *c, void *arg);
long dt_ctl_status(struct dt_consumer *c, void *arg);
long dt_ctl_epid_desc(struct dt_consumer *c, void *arg);	/* control_desc.c */
long dt_ctl_agg_desc(struct dt_consumer *c, void *arg);
long dt_ctl_snap(struct dt_consumer *c, void *arg);		/* control_snap.c */

#endif /* _DTRACE_LIB_CTL_H */
