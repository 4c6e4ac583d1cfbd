# A whole object made by a translator: what no member is about is zero, the operand may name the target
args: -qs $SCRIPT
--- script
struct in { int x; int y; };
typedef struct info {
	int a; int b; string s; char c[8]; int z; unsigned bits:3; struct in in;
} info_t;
struct in gin;
translator struct info < int n > {
	a = n; b = n + n; s = "text"; c = "longer than eight"; bits = n; in = gin;
};
inline info_t of[int n] = xlate<info_t>(n * 100);
struct info w;
BEGIN
{
	w.z = 77;
	gin.y = 5;
	w = xlate<struct info>(9);
	printf("%d %d %s %s %d %d %d\n", w.a, w.b, w.s, w.c, w.z, w.bits, w.in.y);
	w = xlate<info_t>(w.b);
	printf("%d %d\n", w.a, w.b);
	v = xlate<info_t>(10);
	self->w = xlate<info_t>(11);
	this->w = xlate<info_t>(12);
	e["k"] = xlate<info_t>(13);
	i = of[7];
	printf("%d %d %d %d %s %d\n", v.b, self->w.b, this->w.b, e["k"].b, e["k"].s, i.a);
	print(w);
	exit(0);
}
--- stdout $
9 18 text longer  0 1 5$
18 36$
20 22 24 26 text 700$
struct info {$
    int a = 0x12$
    int b = 0x24$
    string s = "text"$
    char [8] c = [ "longer " ]$
    int z = 0$
    unsigned bits :3 = 0x2$
    struct in in = {$
        int x = 0$
        int y = 0x5$
    }$
}$
--- stderr
--- status 0
