# -C runs cpp over a script
args: -C -D N=5 -qs $SCRIPT
--- script
#define TWICE(x) ((x) * 2)
BEGIN { printf("%d", TWICE(N)); exit(0); }
--- stdout
10
--- stderr
--- status 0
