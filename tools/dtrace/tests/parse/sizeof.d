BEGIN
{
	sizeof (int); sizeof (foo_t *); sizeof (x); sizeof x; sizeof (x)->y; sizeof (foo_t[3]); sizeof "hi"; sizeof sizeof x; sizeof *p; sizeof (struct s);
}
