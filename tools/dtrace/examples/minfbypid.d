#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * minfbypid.d: page faults by program and kind; until Ctrl-C.
 *
 *	EXEC             VM                  VALUE
 *	sleep            cow_fault              24
 *	ls               zfod                   49
 *	dd               as_fault               82
 *	sleep            as_fault              170
 */
#pragma D option quiet

vminfo:::as_fault, vminfo:::zfod, vminfo:::cow_fault
{
	@faults[execname, probename] = sum(arg0);
}

END
{
	printf("%-16s %-12s %12s\n", "EXEC", "VM", "VALUE");
	printa("%-16s %-12s %@12d\n", @faults);
}
