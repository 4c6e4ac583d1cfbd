# after an error of syntax the parse goes on, and what was parsed is checked
args: -s $SCRIPT
--- script
struct pair { int a int b; };
BEGIN
{
	trace(1 +);
	total = "text" * 2;
	trace(total + 1);
	exit(0, 1);
}
tick-1s
/x == /
{
	trace(never_checked);
}
END { printf("%s %d", "one"); }
--- stdout
--- stderr
dtrace: failed to compile script $DIR/case.d: line 1: syntax error near "int"
    1 | struct pair { int a int b; };
      |                     ^~~
hint: a member ends with a ;
dtrace: failed to compile script $DIR/case.d: line 4: syntax error near ")"
    4 | 	trace(1 +);
      | 	         ^
dtrace: failed to compile script $DIR/case.d: line 5: operator * requires operands of arithmetic type
    5 | 	total = "text" * 2;
      | 	        ^~~~~~~~~~
dtrace: failed to compile script $DIR/case.d: line 7: exit( ) prototype mismatch: 2 args passed, 1 expected
    7 | 	exit(0, 1);
      | 	^~~~~~~~~~
dtrace: failed to compile script $DIR/case.d: line 10: syntax error near "/"
   10 | /x == /
      |       ^
dtrace: failed to compile script $DIR/case.d: line 14: printf( ) prototype mismatch: conversion #2 (%d) is missing a corresponding value argument
   14 | END { printf("%s %d", "one"); }
      |              ^~~~~~~
--- status 1
