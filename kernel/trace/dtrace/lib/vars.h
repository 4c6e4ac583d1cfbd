/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Variable storage of one consumer: globals, clause-locals per CPU, dynamic variables
 * (thread-locals, associative arrays).
 */
#ifndef _DTRACE_LIB_VARS_H
#define _DTRACE_LIB_VARS_H

#include "difo.h"

struct dt_vars;

/** dt_vars_create() - empty storage. Return: NULL without memory. Context: process. */
struct dt_vars *dt_vars_create(void);
void dt_vars_destroy(struct dt_vars *vars);

/**
 * dt_vars_declare() - take in the variable table of a verified DIFO
 * @vars: the storage, not started yet
 * @difo: the program
 * @msg: why it was refused
 *
 * Return: 0, -EINVAL with a message when a variable is known with another kind, type or size,
 * -ENOMEM.
 */
int dt_vars_declare(struct dt_vars *vars, const struct dt_difo *difo, struct dt_msg *msg);

/**
 * dt_vars_start() - allocate everything before tracing starts
 * @vars: the storage
 * @strsize: bytes of a D string with its NUL
 * @dynvarsize: bytes of the dynamic variable space
 * @resize: halve @dynvarsize until it fits; *@dynvarsize holds what it became
 *
 * Return: 0, -ENOMEM.
 */
int dt_vars_start(struct dt_vars *vars, u32 strsize, u64 *dynvarsize, bool resize);

/**
 * dt_vars_clean() - recycle freed dynamic variables; call at cleanrate
 * @vars: the storage
 *
 * Context: process, may sleep (a grace period).
 */
void dt_vars_clean(struct dt_vars *vars);

struct dt_vars_drops {
	u64 dynamic, dynamic_rinse, dynamic_dirty;
};

void dt_vars_drops(const struct dt_vars *vars, struct dt_vars_drops *drops);

#endif /* _DTRACE_LIB_VARS_H */
