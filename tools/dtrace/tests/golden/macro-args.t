# Operands are $1 and $$2
args: -qn 'BEGIN { printf("%d %s", $1, $$2); exit(0); }' 5 word
--- stdout $
5 word$
--- status 0
