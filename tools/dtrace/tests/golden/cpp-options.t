# The preprocessor: -D -U -I -H -X and their options
args: -CH -D ONE=1 -U NONE -I /no/such -X s -x define=TWO=2 -x undef=THREE -x incdir=/tmp -x cppargs=-DFOUR=4 -x cpppath=cpp -x cpp -qs $SCRIPT
--- script
BEGIN { printf("%d %d %d", ONE, TWO, FOUR); exit(0); }
--- stdout
1 2 4
--- stderr
--- status 0
