# a chain of ?: of any length needs few registers; its arms have the type of the whole
args: -qs $SCRIPT
--- script
BEGIN
{
	x = 17;
	printf("%s\n", x == 0 ? "a" : x == 1 ? "b" : x == 2 ? "c" : x == 3 ? "d" : x == 4 ? "e" : x == 5 ? "f" : x == 6 ? "g" : x == 7 ? "h" : x == 8 ? "i" : x == 9 ? "j" : x == 10 ? "k" : x == 11 ? "l" : x == 12 ? "m" : x == 13 ? "n" : x == 14 ? "o" : x == 15 ? "p" : x == 16 ? "q" : x == 17 ? "r" : x == 18 ? "s" : x == 19 ? "t" : "none");
	x = 4;
	printf("%d %d\n", x == 0 ? (char)0 : x == 1 ? (short)100 : x == 2 ? (int)200 : x == 3 ? (long)300 : x == 4 ? (unsigned char)400 : x == 5 ? (uint64_t)500 : -1, (x == 1 ? 1 : x == 4 ? x == 2 ? 3 : (char)255 : 5) + 1);
	exit(0);
}
--- stdout
r
144 0

