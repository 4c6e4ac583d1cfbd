# Operands nobody refers to, and missing ones
args: -x argref -x defaultargs -qn 'BEGIN { printf("%d [%s]", $3, $$4); exit(0); }' 1 2
--- stdout
0 []
--- stderr
--- status 0
