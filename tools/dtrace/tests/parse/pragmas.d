#!/usr/sbin/dtrace -s
#pragma D option quiet
#pragma D option bufsize=4m
inline int x = 1;
#pragma D attributes Evolving/Evolving/Common x
BEGIN
{
#pragma D option strsize=128
	trace(1);
}
#pragma D option aggsize=1k
#pragma D depends_on provider sched
END { trace(2); }
#pragma D option last
