#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sctop10.d: the ten pairs of program and system call that are made most often; until Ctrl-C.
 *
 *	EXEC             SYSCALL               COUNT
 *	find             fcntl                    77
 *	find             newfstatat               98
 *	bash             rt_sigprocmask          152
 *	bash             rt_sigaction            220
 *	dtrace           ioctl                   654
 */
#pragma D option quiet

syscall:::entry
{
	@calls[execname, probefunc] = count();
}

END
{
	trunc(@calls, 10);
	printf("%-16s %-16s %10s\n", "EXEC", "SYSCALL", "COUNT");
	printa("%-16s %-16s %@10d\n", @calls);
}
