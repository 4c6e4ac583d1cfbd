# A string that is not set is empty where it is recorded, whatever kind of variable it is, and still equal to NULL
args: -qs $SCRIPT
--- script
self string t;
string a[int];
BEGIN
{
	self->u = self->t;
	printf("[%s] [%s] [%s] [%d]\n", self->t, self->u, a[3], self->t == NULL);
	this->l = a[4];
	g = self->t;
	printf("[%s] [%s] [%s]\n", this->l, g, pid ? self->t : "x");
	@[self->t] = count();
	trace(self->t);
	print(self->t);
	exit(0);
}
--- stdout ~
\[\] \[\] \[\] \[1\]
\[\] \[\] \[\]
string ""
 {68}1
--- stderr
--- status 0
