BEGIN
{
	x; // no comment
}
