/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The providers of the in-process device.
 */
#ifndef _DTRACE_TESTING_INPROC_PROVIDERS_H
#define _DTRACE_TESTING_INPROC_PROVIDERS_H

#include "env.h"

int inproc_profile_init(void);
void inproc_profile_exit(void);
u64 inproc_profile_next(void);		/* when the next timer is due; U64_MAX: none */
void inproc_profile_run(u64 now);	/* fire what is due, in order of time */

int inproc_typed_init(void);
void inproc_typed_exit(void);
void inproc_typed_fire(void);

int inproc_test_init(void);
void inproc_test_exit(void);

#endif /* _DTRACE_TESTING_INPROC_PROVIDERS_H */
