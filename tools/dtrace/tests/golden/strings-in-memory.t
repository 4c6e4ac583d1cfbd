# Strings in structs, arrays and scratch memory take texts of any length, and strsize is their size
args: -x strsize=64 -qs $SCRIPT
--- script
struct info { string s; int after; } n;
string list[3], unset[string];
BEGIN
{
	n.after = 7;
	n.s = "0123456789012345678901234567890123456789012345678901234567890123456789";
	printf("%s %d %d\n", n.s, n.after, sizeof(n));
	list[0] = "a";
	list[1] = execname;
	list[2] = "ccc";
	printf("%s %s %s\n", list[0], list[1], list[2]);
	n.s = unset["x"];
	p = (string *)alloca(sizeof(string) + 1);
	*p = "abc";
	printf("[%s] [%s]\n", n.s, *p);
	exit(0);
}
--- stdout $
012345678901234567890123456789012345678901234567890123456789012 7 68$
a harness ccc$
[] [abc]$
$
--- stderr
--- status 0
