BEGIN {
	@ = count(); @a[execname, pid] = sum(arg0); @b = quantize(arg1, 5); @c[stack(5)] = avg(1); @d[sym(arg0)] = max(arg0);
	@l = lquantize(arg0, 0, 100, 10); @l = lquantize(arg1, 0, 100, 10, 2); @ll = llquantize(arg0, 10, 0, 6, 20); @n = lquantize(arg0, -5, 5);
	@a["x", 1] = sum(2); clear(@); trunc(@a, 5); normalize(@b, 10); denormalize(@b); printa(@a); printa("%s %d %@d", @a); printa(@b, @);
	printa("%k %@u\n", @c); @s = stddev(1); @m = min((char)1);
}
