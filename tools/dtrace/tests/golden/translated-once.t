# The operand of xlate is computed once, however often the translator's members name it, or do not
args: -qs $SCRIPT
--- script
struct node { int id; struct node *next; };
struct info { int a; int b; string s; unsigned bits:3; };
translator struct info < int n > { a = n; b = n + n; s = "text"; bits = n; };
translator struct info < struct node *p > { a = p->id; b = p->id * 10; s = stringof(&p->id); };
struct sum { int twice; int none; char text[4]; };
translator struct sum < int64_t n > { twice = n + n; none = 7; };
translator struct sum < struct node in > { twice = in.id + in.id; };
struct info w;
struct node n;
BEGIN
{
	i = 0;
	w = xlate<struct info>(++i);
	printf("%d: %d %d %s %d\n", i, w.a, w.b, w.s, w.bits);
	printf("%d\n", xlate<struct sum>((int64_t)i++).twice);
	printf("%d\n", i);
	printf("%d\n", xlate<struct sum>((int64_t)i++).none);
	printf("%d\n", i);
	j = 5;
	w = xlate<struct info>(j += 5);
	printf("%d: %d %d\n", j, w.a, w.b);
	n.id = 21;
	printf("%d\n", xlate<struct sum>(n).twice);
	w = xlate<struct info>((w = xlate<struct info>(++i), w.b));
	printf("%d: %d %d\n", i, w.a, w.b);
	this->p = (struct node *)alloca(sizeof(struct node) * 2);
	this->p[0].id = 65;
	this->p[1].id = 66;
	w = xlate<struct info>(this->p++);
	printf("%d %d %s, then %d\n", w.a, w.b, w.s, this->p->id);
	exit(0);
}
--- stdout $
1: 1 2 text 1$
2$
2$
7$
3$
10: 10 20$
42$
4: 8 16$
65 650 A, then 66$
$
--- stderr
--- status 0
