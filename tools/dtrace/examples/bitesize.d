#!/usr/sbin/dtrace -s
/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bitesize.d: sizes of block I/O by program, as a distribution in bytes; until Ctrl-C.
 *
 *	  dd if=/dev/loop0 of=/dev/null bs=16k count=8 iflag=direct
 *	           value  ------------- Distribution ------------- count
 *	            8192 |                                         0
 *	           16384 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 8
 *	           32768 |                                         0
 */
#pragma D option quiet

io:::start
{
	@[curpsinfo->pr_psargs] = quantize(args[0]->b_bcount);
}
