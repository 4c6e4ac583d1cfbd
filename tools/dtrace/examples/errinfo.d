#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * errinfo.d: system calls that fail, by program, call and errno; until Ctrl-C.
 *
 *	EXEC             SYSCALL          ERRNO      COUNT
 *	cc1              access               2          1
 *	sh               kill                 3          1
 *	sh               wait4               10          2
 *	ls               statfs               2          4
 */
#pragma D option quiet

syscall:::return
/errno != 0/
{
	@failed[execname, probefunc, errno] = count();
}

END
{
	printf("%-16s %-16s %5s %10s\n", "EXEC", "SYSCALL", "ERRNO", "COUNT");
	printa("%-16s %-16s %5d %@10d\n", @failed);
}
