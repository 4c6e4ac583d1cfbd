# A clause with an exit: header, prefix, the newline of the end
args: -n 'BEGIN { exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN $
$
--- stderr $
dtrace: description 'BEGIN ' matched 1 probe$
--- status 0
