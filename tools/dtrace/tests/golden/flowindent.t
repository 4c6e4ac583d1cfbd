# -F: arrows and indentation
args: -Fn 'BEGIN { trace(1); exit(0); }'
--- stdout $
CPU FUNCTION                                 $
  0 | :BEGIN                                          1$
$
--- status 0
