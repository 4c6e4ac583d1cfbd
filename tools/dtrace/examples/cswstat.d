#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cswstat.d: each second the number of context switches and the time spent in them.
 *
 *	TIME                          NUM      CSWTIME(us)   AVGTIME(us)
 *	2026 Nov 25 21:39:14          364            39214           107
 *	2026 Nov 25 21:39:15          445            26979            60
 *	2026 Nov 25 21:39:16          424            17803            41
 */
#pragma D option quiet

BEGIN
{
	printf("%-24s %8s %16s %13s\n", "TIME", "NUM", "CSWTIME(us)", "AVGTIME(us)");
	num = 0;
	total = 0;
}

sched:::off-cpu
{
	num++;
	left[cpu] = timestamp;
}

sched:::on-cpu
/left[cpu] != 0/
{
	total += timestamp - left[cpu];
	left[cpu] = 0;
}

tick-1sec
{
	printf("%-24Y %8d %16d %13d\n", walltimestamp, num, total / 1000, num == 0 ? 0 : total / num / 1000);
	num = 0;
	total = 0;
}
