#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * newproc.d: programs as they start: time, user, process, parent, command line.
 *
 *	TIME(ms)   UID    PID      PPID     COMMAND
 *	1968       0      172      170      ls /
 *	2612       0      173      170      cat /etc/passwd /etc/group
 *	2988       0      174      170      find /etc -maxdepth 1 -name p*
 */
#pragma D option quiet

BEGIN
{
	start = timestamp;
	printf("%-10s %-6s %-8s %-8s %s\n", "TIME(ms)", "UID", "PID", "PPID", "COMMAND");
}

proc:::exec-success
{
	printf("%-10d %-6d %-8d %-8d %s\n", (timestamp - start) / 1000000, uid, pid, ppid, curpsinfo->pr_psargs);
}
