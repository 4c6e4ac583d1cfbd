# Conversions that are rare
args: -qs $SCRIPT
--- script
BEGIN
{
	printf("[%i|%hd|%hx|%ho|%hu|%hX|%hi]\n", -1, (short)-2, (short)-1, (unsigned short)8, (unsigned short)9, (short)-1, (short)-3);
	printf("[%ld|%lx|%lX|%lu|%lo|%li]\n", (long)-1, (long)255, (long)255, (unsigned long)7, (unsigned long)8, (long)-5);
	printf("[%lld|%llx|%llX|%llu|%llo|%lli]\n", (long long)-1, (long long)255, (long long)255, (unsigned long long)7, (unsigned long long)8, (long long)2);
	printf("[%p|%?x|%a|%A|%C|%S|%P|%I|%lc|%wc]\n", 16, 5, 1, uaddr(1), '\t', "a\"\n", (uint16_t)65000, "none", 0x20ac, 'x');
	printf("[%Y|%T|%k]\n", (uint64_t)0, (uint64_t)0, stack());
	printf("[%*d|%-*d|%.*s]\n", 5, 1, 5, 1, 2, "abc");
	exit(0);
}
--- stdout
[-1|-2|ffff|10|9|FFFF|-3]
[-1|ff|FF|7|10|-5]
[-1|ff|FF|7|10|2]
[10|               5|0x1|0x1|\t|a\"\n\0|65000|none|€|x]
[1970 Jan  1 00:00:00|Thu, 01 Jan 1970 00:00:00 UTC|
]
[    1|1    |ab]

--- stderr
--- status 0
