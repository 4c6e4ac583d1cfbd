# Subroutines on strings
args: -qs $SCRIPT
--- script
BEGIN
{
	printf("%d %s %s %s\n", strlen("hello"), strchr("abcb", 'b'), strrchr("abcb", 'b'), strstr("abcd", "bc"));
	printf("%d %d %s %s\n", index("hello", "l"), rindex("hello", "l"), substr("abcdef", 2), substr("abcdef", -3, 2));
	printf("%s %s %s %s\n", strjoin("ab", "cd"), toupper("aB1"), tolower("aB1"), lltostr(255, 16));
	printf("%s %s\n", basename("/usr/bin/x"), dirname("/usr/bin/x"));
	this->t = strtok("a,b,,c", ",");
	printf("%s %s %s %d\n", this->t, strtok(NULL, ","), strtok(NULL, ","), strtok(NULL, ",") == NULL);
	printf("%d %d\n", strtoll("-12x"), strtoll("0x1f", 16));
	exit(0);
}
--- stdout $
5 bcb b bcd$
2 3 cdef de$
abcd AB1 ab1 0xff$
x /usr/bin$
a b c 1$
-12 31$
$
--- status 0
