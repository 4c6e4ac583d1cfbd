BEGIN
{
	@ = count(); @a = sum(1); @a[1] = avg(x); @b[1, execname] = quantize(y);
	@c[stack()] = lquantize(x, 0, 10, 1); @a; @a[1][2]; printa("%@d", @a); printa(@a, @b);
}
