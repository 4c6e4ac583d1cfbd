# printf() and its newlines in normal mode
args: -n 'BEGIN { printf("x\n"); exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN x$
$
$
--- status 0
