# The newline comes from the end of the run, not from printf()
args: -qn 'BEGIN { printf("hello"); exit(0); }'
--- stdout $
hello$
--- stderr
--- status 0
