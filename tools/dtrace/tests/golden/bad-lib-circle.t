# libraries that depend on each other
args: -L $DIR/lib -n BEGIN
--- file lib/a.d
#pragma D depends_on library b.d
inline int a = 1;
--- file lib/b.d
#pragma D depends_on library c.d
inline int b = 2;
--- file lib/c.d
#pragma D depends_on library a.d
inline int c = 3;
--- stdout
--- stderr
dtrace: libraries depend on each other: a.d -> b.d -> c.d -> a.d
--- status 1
