# What one program defines the next may use
args: -qn 'inline int five = 5; BEGIN { x = five; }' -n 'BEGIN { printf("%d %d", five, x); exit(0); }'
--- stdout
5 5
--- stderr
--- status 0
