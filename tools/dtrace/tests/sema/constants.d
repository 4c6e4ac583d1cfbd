BEGIN {
	trace(1); trace(-1); trace(1 + 2 * 3); trace(0xffffffff); trace(4294967295);
	trace(1 << 31); trace((char)300); trace((unsigned char)-1); trace(-1 < 1U); trace(5 / -2);
	trace(-7 % 3); trace(~0); trace(!5); trace(1 ? 2 : "x"); trace('a'); trace(1 ^^ 1); trace(3 > 2 && 0);
	trace((unsigned long)-1 / 2); trace(-9223372036854775807 - 1 / -1); trace(1 << 64); trace(-8 >> 1);
}
