# What a translator makes is the input of another
args: -qs $SCRIPT
--- script
struct a { int x; int rest; };
struct b { int y; int z; };
translator struct a < int n > { x = n + 1; };
translator struct b < struct a in > { y = in.x * 2; z = in.rest; };
translator struct b < struct a *p > { y = p->x * 3; z = p->x; };
struct b w;
BEGIN
{
	i = 2;
	printf("%d\n", xlate<struct b>(xlate<struct a>(i++)).y);
	w = xlate<struct b>(xlate<struct a>(i++));
	printf("%d %d %d\n", i, w.y, w.z);
	printf("%d\n", xlate<struct b *>(xlate<struct a *>(4))->y);
	exit(0);
}
--- stdout $
6$
4 8 0$
15$
$
--- stderr
--- status 0
