#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rwbytes.d: bytes read and written by each program; until Ctrl-C.
 *
 *	EXEC             DIR            BYTES
 *	cat              writech         3680
 *	cat              readch         19868
 *	dd               writech       131164
 *	dd               readch        136468
 */
#pragma D option quiet

sysinfo:::readch, sysinfo:::writech
{
	@bytes[execname, probename] = sum(arg0);
}

END
{
	printf("%-16s %-8s %11s\n", "EXEC", "DIR", "BYTES");
	printa("%-16s %-8s %@11d\n", @bytes);
}
