# Strings in structs and arrays have the size that the option says
args: -x strsize=16 -qs $SCRIPT
--- script
struct two { int n; string a; string b; string list[3]; char end; };
struct two t;
BEGIN
{
	t.n = 1; t.a = "first, cut short"; t.b = "second";
	t.list[0] = "x"; t.list[1] = "y"; t.list[2] = "z"; t.end = 'e';
	print(t);
	exit(0);
}
--- stdout
struct two {
    int n = 0x1
    string a = "first, cut shor"
    string b = "second"
    string [3] list = [ "x", "y", "z" ]
    char end = 'e'
}
--- stderr
--- status 0
