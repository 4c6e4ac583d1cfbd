# The environment sets options; -x is stronger, unknown names are ignored
env: DTRACE_OPT_RAWBYTES=
env: DTRACE_OPT_STRSIZE=2
env: DTRACE_OPT_NOSUCH=1
args: -qn 'BEGIN { trace("ab"); exit(0); }' -x strsize=100
--- stdout

             0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f  0123456789abcdef
         0: 61 62                                            ab

--- stderr
--- status 0
