BEGIN
{
	a = (int)b; a = (int *)b; a = (struct foo *)b; a = (foo_t)b; a = (bar);
	a = (unsigned long long)(char)b; a = (const volatile char * const *)b;
	a = (int (*)(int, char *))b; a = (int *[3])b; a = (int (*)[3])b;
	a = (foo_t)(b)->c; a = -(foo_t)b; a = (foo_t)-b; a = (string)b;

	a = (int (*(*)())[2])b;
}
