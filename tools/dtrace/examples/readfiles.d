#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * readfiles.d: files by the number of reads that a program makes of them; until Ctrl-C.
 *
 *	EXEC             FILE                                          READS
 *	cc1              /usr/include/stdc-predef.h                        2
 *	dd               /etc/locale.alias                                 2
 *	gcc              <unknown>                                         2
 *
 * A pipe has no path: "<unknown>".
 */
#pragma D option quiet

syscall::read:entry
/fds[arg0].fi_fs != "<none>"/
{
	@reads[execname, fds[arg0].fi_pathname] = count();
}

END
{
	printf("%-16s %-40s %10s\n", "EXEC", "FILE", "READS");
	printa("%-16s %-40s %@10d\n", @reads);
}
