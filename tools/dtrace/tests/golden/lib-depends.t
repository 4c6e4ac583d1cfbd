# libraries in order of their dependencies; one whose provider is missing is left out
args: -L $DIR/lib -qn 'BEGIN { printf("%d\n", first + 1); exit(0); }'
--- file lib/a.d
#pragma D depends_on library z.d
inline int first = last + 1;
--- file lib/m.d
#pragma D depends_on provider nosuchprovider
inline int first = nothing;
--- file lib/z.d
inline int last = 3;
--- stdout
5

--- stderr
