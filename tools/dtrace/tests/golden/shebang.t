# The rest of a #! line comes as one word
args: "-q -s" $SCRIPT 7
--- script
BEGIN { printf("%d", $1); exit(0); }
--- stdout $
7$
--- stderr
--- status 0
