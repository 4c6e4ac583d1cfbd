/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CPUs: cpuinfo_t of a CPU number, curcpu and what derives from it.
 */
#pragma D depends_on library procfs.d
#pragma D depends_on module vmlinux
#pragma D depends_on provider sched

typedef struct cpuinfo {
	processorid_t cpu_id;
	psetid_t cpu_pset;
	chipid_t cpu_chip;
	lgrp_id_t cpu_lgrp;
} cpuinfo_t;

translator cpuinfo_t < int C > {
	cpu_id = C;
	cpu_pset = 0;
	cpu_chip = ((struct cpuinfo_x86 *)((uintptr_t)&`cpu_info + `__per_cpu_offset[C]))->topo.pkg_id;
	cpu_lgrp = 0;
};

inline cpuinfo_t *curcpu = xlate <cpuinfo_t *> ((int)cpu);
inline psetid_t pset = 0;
inline chipid_t chip = curcpu->cpu_chip;
inline lgrp_id_t lgrp = curcpu->cpu_lgrp;
