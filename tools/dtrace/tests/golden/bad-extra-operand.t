# The last operand must be used
args: -n 'BEGIN { trace($1); exit(0); }' 1 2
--- stdout
--- stderr $
dtrace: invalid probe specifier BEGIN { trace($1); exit(0); }: extraneous argument '2' ($2 is not referenced)$
--- status 1
