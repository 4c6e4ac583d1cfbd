/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The in-process device: the engine linked into this program, with the interface of /dev/dtrace.
 *
 * All open devices share one engine on HOST_NCPUS fake CPUs and one clock, which only dt_inproc_wait() advances. Beside the
 * provider dtrace there are: profile (tick-N, profile-N; fired by dt_inproc_wait()) and test (test:::a to
 * test:::d, fired by dt_inproc_fire()). Link with libdtrace-engine.a; see also host.h. Not thread-safe, except for
 * dt_inproc_fire_on() on different CPUs.
 */
#ifndef _DTRACE_TESTING_INPROC_H
#define _DTRACE_TESTING_INPROC_H

#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dt_inproc;

/* Opens a device, a consumer with all rights. Returns 0 or -errno. */
int dt_inproc_open(struct dt_inproc **dev);

/* The same with other rights, DT_RIGHT_* of lib/env.h */
int dt_inproc_open_as(uint32_t rights, struct dt_inproc **dev);

/* Ends tracing and releases everything; the last one also ends the engine. */
void dt_inproc_close(struct dt_inproc *dev);

/* Carries out DTRACE_IOC_*. Returns 0 or a positive count, or -errno. */
long dt_inproc_ioctl(struct dt_inproc *dev, unsigned long cmd, void *arg);

/* What mmap() of the device returns for the numbers of struct dtrace_snap; NULL: there is no such buffer */
const void *dt_inproc_mmap(struct dt_inproc *dev, uint64_t offset, uint64_t size);

/* Lets ns nanoseconds pass: due timers fire, the engine does its periodic work. */
void dt_inproc_wait(struct dt_inproc *dev, uint64_t ns);

/* The clock, ns */
uint64_t dt_inproc_now(struct dt_inproc *dev);

/* Fires a probe of the provider test by name ("a" .. "d") on the current CPU. Returns 0, or -ENOENT. */
int dt_inproc_fire(const char *name, const uint64_t *args, uint32_t nargs);

/* The same for the whole description of a firing on one CPU */
struct dtrace_firing;
int dt_inproc_fire_on(unsigned int cpu, const char *name, const struct dtrace_firing *firing);

/* How often a probe of the provider test was enabled since it was disabled, and how to make it refuse to be */
int dt_inproc_enabled(const char *name);
void dt_inproc_refuse(const char *name, int err);

/* What its consumers demand of it, and how to make it refuse any demand */
unsigned int dt_inproc_demands(const char *name);
void dt_inproc_refuse_demands(const char *name, int err);

/* How often the provider test was told to settle since the last call; from now on it answers err */
unsigned int dt_inproc_settled(int err);

/* Of how many things the probe told consumers that began since the last call; from now on there are n */
unsigned int dt_inproc_present(const char *name, unsigned int n);

/* The probe goes away, as those of a module that is unloaded */
void dt_inproc_remove(const char *name);

/* The probe test:::e comes into being, as those of a module that is loaded */
void dt_inproc_add(void);

/* n events of this probe could not be fired */
void dt_inproc_miss(const char *name, uint64_t n);

/* While arguments are asked for (a firing without args), this probe fires too, as if in an NMI if so told; NULL: none */
void dt_inproc_nest(const char *name, int nmi);

#ifdef __cplusplus
}
#endif

#endif /* _DTRACE_TESTING_INPROC_H */
