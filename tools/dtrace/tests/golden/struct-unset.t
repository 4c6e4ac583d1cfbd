# A struct or array that is not set comes to life when a part of it is assigned; to read from it is an error
args: -qs $SCRIPT
--- script
struct in { int x; int y; };
struct m { int a; char c; string s; struct in in; struct in list[2]; unsigned b1:3; unsigned b2:5; };
self struct m one;
self struct m two;
self int list[4];
struct m e[int];
struct in keyed[string, int];
struct m plain;
this struct m local;
BEGIN
{
	self->one.a = 1;
	self->one.s = "text";
	self->two.in.y = 2;
	self->list[2] = 3;
	e[7].list[1].x = 4;
	e[8].a++;
	e[8].a += 5;
	keyed["k", 1].y--;
	plain.b2 = 17;
	this->local.in.x = 6;
	self->one.b1 = 5;
	printf("%d %s %d %d\n", self->one.a, self->one.s, self->one.b1, self->one.in.x);
	printf("%d %d\n", self->two.in.y, self->two.a);
	printf("%d %d\n", self->list[2], self->list[1]);
	printf("%d %d %d\n", e[7].list[1].x, e[8].a, keyed["k", 1].y);
	printf("%d %d\n", plain.b2, this->local.in.x);
	self->one = 0;
	self->one.c = 'x';
	printf("%d %c\n", self->one.a, self->one.c);
	self->two = 0;
}
BEGIN { printf("read %d\n", self->two.a); }
ERROR { printf("%d\n", arg4); exit(0); }
--- stdout $
1 text 5 0$
2 0$
3 0$
4 6 -1$
17 6$
0 x$
1$
$
--- stderr ~
dtrace: error on enabled probe ID 2 \(ID 1: dtrace:::BEGIN\): invalid address \(0x0\) in action #1 at DIF offset \d+
--- status 0
