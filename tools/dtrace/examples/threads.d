#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * threads.d: the threads there are, without those of the kernel: process, thread, state, CPU, name; until Ctrl-C.
 *
 *	PID      TID      STATE CPU NAME
 *	1        1        S     1   run
 *	88       88       S     1   run.sh
 *	95       95       S     1   timeout
 *	96       96       S     0   bash
 *	100      100      O     0   dtrace
 *	105      105      S     1   grep
 */
#pragma D option quiet

BEGIN
{
	printf("%-8s %-8s %-5s %-3s %s\n", "PID", "TID", "STATE", "CPU", "NAME");
}

snapshot:::thread
/!(args[1]->pr_flag & PR_ISSYS)/
{
	printf("%-8d %-8d %-5c %-3d %s\n", args[1]->pr_pid, args[0]->pr_lwpid, args[0]->pr_sname, args[0]->pr_onpro,
	    args[0]->pr_name);
}
