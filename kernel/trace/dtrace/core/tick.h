/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Periodic work of the engine, which runs while there are consumers.
 */
#ifndef _DTRACE_CORE_TICK_H
#define _DTRACE_CORE_TICK_H

/**
 * dt_tick_get() - one more consumer: dt_tick() is called about 100 times a
 * second. Context: process, may sleep.
 */
void dt_tick_get(void);

/**
 * dt_tick_put() - one less; with the last one returns after the last dt_tick().
 * Context: process, may sleep.
 */
void dt_tick_put(void);

#endif /* _DTRACE_CORE_TICK_H */
