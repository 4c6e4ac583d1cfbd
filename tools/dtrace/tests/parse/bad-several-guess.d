/* After a wrong brace or quote the parse goes on with what looks like a clause; nothing else is told. */
BEGIN
{
	trace("unfinished);
	trace(missing
}
tick-1s
{
	if (1) {
		trace(;
	}
}
}
foo = 1;
END
{
	trace(a b);
}
