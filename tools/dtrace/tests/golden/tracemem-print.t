# tracemem() with a length, print() of a number
args: -qs $SCRIPT
--- script
BEGIN
{
	this->p = (char *)alloca(8);
	this->p[0] = 0x41;
	tracemem(this->p, 8, 1);
	print(7);
	exit(0);
}
--- status 0
