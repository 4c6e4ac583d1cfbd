# built-in variables that no other program names
args: -qs $SCRIPT
--- script
BEGIN
{
	printf("%d %d %d %d\n", arg3, gid, ppid, tid);
	printf("%s\n", probeprov);
	printf("%d %d %d\n", stackdepth, ustackdepth, ucaller);
	printf("%d\n", walltimestamp > timestamp);
	exit(0);
}
--- stdout
0 1000 1 101
dtrace
0 0 0
1

--- stderr
--- status 0
