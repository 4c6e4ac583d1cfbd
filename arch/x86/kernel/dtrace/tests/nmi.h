/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sending an NMI to another CPU, natively and on Xen PV.
 */
#ifndef _ARCH_X86_KERNEL_DTRACE_TESTS_NMI_H
#define _ARCH_X86_KERNEL_DTRACE_TESTS_NMI_H

#include <asm/apic.h>
#include <asm/nmi.h>
#ifdef CONFIG_XEN_PV
#include <asm/xen/hypercall.h>
#include <xen/xen-ops.h>
#endif

#include "window.h"

#define VCPUOP_SEND_NMI	11	/* not in include/xen/interface/vcpu.h */

static inline void send_nmi(int cpu)
{
#ifdef CONFIG_XEN_PV
	if (on_xen_pv()) {
		HYPERVISOR_vcpu_op(VCPUOP_SEND_NMI, xen_vcpu_nr(cpu), NULL);
		return;
	}
#endif
	__apic_send_IPI(cpu, NMI_VECTOR);
}

#endif /* _ARCH_X86_KERNEL_DTRACE_TESTS_NMI_H */
