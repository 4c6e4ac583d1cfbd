// SPDX-License-Identifier: GPL-2.0
/*
 * CPUs and clocks of the engine: number, cross calls, grace periods, time.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>

#include "lib/env.h"

unsigned int dt_host_ncpus(void)
{
	return nr_cpu_ids;
}

bool dt_host_cpu_online(unsigned int cpu)
{
	return cpu < nr_cpu_ids && cpu_online(cpu);
}

int dt_host_run_on(unsigned int cpu, void (*fn)(void *arg), void *arg)
{
	might_sleep();
	if (cpu >= nr_cpu_ids)
		return -ENOENT;
	return smp_call_function_single(cpu, fn, arg, true) ? -ENOENT : 0;
}

void dt_host_run_on_all(void (*fn)(void *arg), void *arg)
{
	might_sleep();
	on_each_cpu(fn, arg, true);
}

/*
 * A firing has interrupts off and RCU watching from its first to its last
 * instruction, NMI included, so it is an RCU read-side critical section and a
 * grace period outlasts it. No IPI is sent to wait for: on Xen a virtual CPU
 * that is not scheduled would keep us spinning.
 */
void dt_host_sync(void)
{
	synchronize_rcu();
}

u64 notrace dt_host_clock(void)
{
	return ktime_get_mono_fast_ns();
}

u64 notrace dt_host_wallclock(void)
{
	return ktime_get_real_fast_ns();
}
