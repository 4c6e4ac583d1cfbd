#pragma D option amin=Evolving/Evolving/Common
dtrace:::BEGIN
/cpu == 0/
{
	trace(pid);
	trace(`jiffies + 1);
}
