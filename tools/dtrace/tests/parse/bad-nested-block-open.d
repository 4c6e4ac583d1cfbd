BEGIN
{
	if (x) {
		y;
}
