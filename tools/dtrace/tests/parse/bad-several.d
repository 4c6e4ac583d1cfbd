/* Each error stands for itself; none of what follows from one is told. */
typedef foo bar_t;
bar_t value;
struct point {
	int x
	int y;
};
struct point here;
BEGIN
{
	trace(1 +);
	printf("%d" 3);
	for (i = 0; i < 3; i++)
		trace(i);
	if (x == ) { trace(1); } else { trace(2); }
	trace("fine");
}
END
{
	this->x = ;
}
