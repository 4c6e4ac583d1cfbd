BEGIN
{
	if (a) b; else c;
	if (a) { b; c } else { d }
	if (a) if (b) c; else d;
	if (a) { } else if (b) { ; } else ;
	if (a) { if (b) c; } else d;
	if (x = 1) trace(1);
	last
}
