#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * execfail.d: programs that could not be started, and why (errno).
 *
 *	PID      BY               ERRNO  PATH
 *	154      sh               2      /nonexistent/program
 */
#pragma D option quiet

BEGIN
{
	printf("%-8s %-16s %-6s %s\n", "PID", "BY", "ERRNO", "PATH");
}

proc:::exec
{
	self->path = args[0];
}

proc:::exec-failure
{
	printf("%-8d %-16s %-6d %s\n", pid, execname, args[0], self->path);
	self->path = 0;
}

proc:::exec-success
{
	self->path = 0;
}
