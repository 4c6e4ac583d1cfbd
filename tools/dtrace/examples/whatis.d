#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * whatis.d: what the addresses are that a sleeping thread has to do with, and how they are mapped; until Ctrl-C.
 *
 *	swapper/1
 *	  task   slab task_struct object 0xff110000012f4c40+0x0
 *	  stack  stack of thread 0 (swapper/1)
 *	         4K page, frame 0x1291, rw- kernel accessed dirty
 *	  caller vmlinux`schedule_idle+0x27
 *	         2M page, frame 0x678a1, r-x kernel accessed
 *	sleep
 *	  task   slab task_struct object 0xff11000001ba4c40+0x0
 *	  stack  stack of thread 92 (sleep)
 *	         4K page, frame 0x22d6, rw- kernel accessed dirty
 *	  caller vmlinux`schedule+0x2b
 *	         2M page, frame 0x678a1, r-x kernel accessed
 */
#pragma D option quiet

sched:::off-cpu
/!seen[execname]/
{
	seen[execname] = 1;
	printf("%s\n  task   %s\n  stack  %s\n         %s\n", execname, whatis(curthread), whatis(curthread->stack),
	    vtop(curthread->stack));
	printf("  caller %s\n         %s\n", whatis(caller), vtop(caller));
}
