#!/usr/sbin/dtrace -s
#
# 5 "other.d" 1 3
a
  #line 7 "x.d"
b
#ident "words"
#pragma ident foo
#pragma once
#pragma
#pragma D option quiet
#pragma D option bufsize=4m
#pragma D option aggsortkey=
	#pragma D attributes Evolving/Unstable/Common foo
#pragma D attributes evolving provider foo args
#pragma D binding "1.5" foo
#pragma D depends_on module xfs
#pragma D depends_on library unistd.d
#pragma D line 100
#pragma D ident something
c
