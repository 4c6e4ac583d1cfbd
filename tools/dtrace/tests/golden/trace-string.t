# Strings are padded to 33 columns
args: -n 'BEGIN { trace("a"); trace("b%d"); exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN   a                                  b%d                              $
$
--- status 0
