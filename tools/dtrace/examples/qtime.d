#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * qtime.d: how long threads wait for each CPU, as a distribution in nanoseconds; until Ctrl-C.
 *
 *	        1
 *	           value  ------------- Distribution ------------- count
 *	            2048 |                                         0
 *	            4096 |                                         4
 *	            8192 |@@                                       52
 *	           16384 |@@@                                      80
 *	           32768 |@@@@@                                    136
 *	           65536 |@@@@@@@                                  193
 *	          131072 |@@@@@@                                   153
 *	          262144 |@@                                       54
 */
#pragma D option quiet

sched:::enqueue
{
	since[args[0]->pr_lwpid] = timestamp;
}

sched:::dequeue
/since[args[0]->pr_lwpid] != 0/
{
	@[args[2]->cpu_id] = quantize(timestamp - since[args[0]->pr_lwpid]);
	since[args[0]->pr_lwpid] = 0;
}
