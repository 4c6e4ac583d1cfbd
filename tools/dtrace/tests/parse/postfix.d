BEGIN
{
	f(); f(1); f(1, 2, g(3)); a[1]; a[1, "x"]; a[1][2]; a.b.c; a->b->c; a++; a--;
	a->self; a.string->this; self->self; this->this; a.int;
	(a)[1]; (a).b; (a)->b; (a)++;
}
