#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sigdist.d: signals by sender, receiver and number; until Ctrl-C.
 *
 *	SENDER           RECIPIENT          SIG      COUNT
 *	cat              bash                17          1
 *	sh               bash                17          2
 *	bash             dtrace              15          3
 */
#pragma D option quiet

proc:::signal-send
{
	@sent[execname, args[1]->pr_fname, args[2]] = count();
}

END
{
	printf("%-16s %-16s %5s %10s\n", "SENDER", "RECIPIENT", "SIG", "COUNT");
	printa("%-16s %-16s %5d %@10d\n", @sent);
}
