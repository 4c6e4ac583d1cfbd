#pragma D binding "1.2" nothing
int foo;
