#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pridist.d: priorities of what runs, 997 times a second on each CPU, by program; until Ctrl-C.
 *
 *	  ksoftirqd/1
 *	           value  ------------- Distribution ------------- count
 *	               0 |                                         0
 *	              10 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 5
 *	              20 |                                         0
 */
#pragma D option quiet

profile-997
/pid != 0/
{
	@[execname] = lquantize(curlwpsinfo->pr_pri, 0, 140, 10);
}
