BEGIN
{
	a = 1 + 2 * 3 - 4 / 5 % 6;
	b = 1 << 2 + 3 >> 4;
	c = a < b == b >= c != d;
	d = a & b == c ^ d | e;
	e = a && b ^^ c || d && e;
	f = -a * !b + ~c - -d;
	g = a ? b : c ? d : e;
	h = a ? b ? c : d : e;
	i = j = k += 2;
	l = (1, 2, 3), m;
	n = *p++ + ++*p;
	o = &q->r[1].s;
	-x->y;
	sizeof x + 1;
	stringof x == "a";
	(int)x.y + 1;
	t <<= 1; t >>= 1; t &= 1; t ^= 1; t |= 1; t -= 1; t *= 2; t /= 2; t %= 2;
}
