# of the installed libraries only those are compiled that a program uses, by word or by operand; those of -L always
args: -x syslibdir=$DIR/sys -L $DIR/lib -qn 'BEGIN { printf("%d %d\n", used, $1); exit(0); }' operand
--- file sys/broken.d
inline int unused = nothing;
--- file sys/word.d
inline int used = 1;
--- file sys/operand.d
inline int operand = 2;
--- file lib/own.d
inline int own = needed;
--- file sys/needed.d
#pragma D depends_on library deeper.d
inline int needed = deeper;
--- file sys/deeper.d
inline int deeper = 3;
--- stdout
1 2

