#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kill.d: who calls kill(), with which signal, for whom, and what came of it.
 *
 *	FROM     COMMAND          SIG   TO       RESULT
 *	139      sh               0     139      0
 *	139      sh               0     4194303  -1
 *	88       bash             15    106      0
 */
#pragma D option quiet

BEGIN
{
	printf("%-8s %-16s %-5s %-8s %s\n", "FROM", "COMMAND", "SIG", "TO", "RESULT");
}

syscall::kill:entry
{
	self->to = (int)arg0;
	self->sig = (int)arg1;
	self->in = 1;
}

syscall::kill:return
/self->in/
{
	printf("%-8d %-16s %-5d %-8d %d\n", pid, execname, self->sig, self->to, (int)arg0);
	self->to = 0;
	self->sig = 0;
	self->in = 0;
}
