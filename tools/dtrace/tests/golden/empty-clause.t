# The default action prints the prefix only
args: -n 'BEGIN {} BEGIN { exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN $
  0      1                           :BEGIN $
$
--- stderr $
dtrace: description 'BEGIN ' matched 2 probes$
--- status 0
