#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * iosnoop.d: block I/O as it is started: process, direction, sector, size, file.
 *
 *	UID   PID     D      BLOCK     SIZE COMM         PATHNAME
 *	0     299     R          0    16384 dd           <unknown>
 *	0     299     R         32    16384 dd           <unknown>
 *	0     299     R         64    16384 dd           <unknown>
 *
 * Direct I/O passes the page cache by: its file is "<unknown>".
 */
#pragma D option quiet

BEGIN
{
	printf("%-5s %-7s D %10s %8s %-12s %s\n", "UID", "PID", "BLOCK", "SIZE", "COMM", "PATHNAME");
}

io:::start
{
	printf("%-5d %-7d %s %10d %8d %-12s %s\n", uid, pid, args[0]->b_flags & B_READ ? "R" : "W", args[0]->b_blkno,
		args[0]->b_bcount, execname, args[2]->fi_pathname);
}
