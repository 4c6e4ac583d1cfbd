# Columns by size and sign of the type
args: -n 'BEGIN { trace((int64_t)-5); trace((int)17); trace((short)2); trace((char)7); trace((uint64_t)-1); exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN                -5       17     2   7 18446744073709551615$
$
--- status 0
