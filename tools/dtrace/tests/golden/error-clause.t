# The program's own ERROR clause runs too
args: -qn 'BEGIN { trace(*(int *)0xdead000000000000); } ERROR { printf("%d %d %x", arg2, arg4, arg5); exit(0); }'
--- stdout ~
1 1 dead000000000000
--- stderr ~
dtrace: error on enabled probe ID \d+ \(ID 1: dtrace:::BEGIN\): invalid address \(0xdead000000000000\) in action #1 at DIF offset \d+
--- status 0
