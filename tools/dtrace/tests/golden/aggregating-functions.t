# Every aggregating function, normalize() and denormalize()
args: -qs $SCRIPT
--- script
BEGIN
{
	@c = count(); @s = sum(7); @m = min(-3); @x = max(9); @a = avg(4); @d = stddev(4);
	@q = quantize(5); @l = lquantize(5, 0, 10, 1); @ll = llquantize(5, 10, 0, 2, 10);
	normalize(@s, 7);
	denormalize(@s);
	printa("%@d ", @c); printa("%@d ", @s); printa("%@d ", @m); printa("%@d ", @x);
	printa("%@d ", @a); printa("%@d\n", @d);
	clear(@c); clear(@s); clear(@m); clear(@x); clear(@a); clear(@d); clear(@q); clear(@l); clear(@ll);
	trunc(@c); trunc(@s); trunc(@m); trunc(@x); trunc(@a); trunc(@d); trunc(@q); trunc(@l); trunc(@ll);
	exit(0);
}
--- stdout $
1 7 -3 9 4 0$
$
--- status 0
