#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hotkernel.d: kernel functions by how often they were found running, 997 times a second on each CPU; until Ctrl-C.
 *
 *	  vmlinux`clear_page_erms                                          44
 *	  vmlinux`handle_softirqs                                          66
 *	  vmlinux`_raw_spin_unlock_irqrestore                              84
 *	  vmlinux`pv_native_safe_halt                                    2369
 */
#pragma D option quiet

profile-997
/arg0 != 0/
{
	@[func(arg0)] = count();
}
