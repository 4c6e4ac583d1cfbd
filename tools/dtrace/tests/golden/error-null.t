# A fault in an action: one line, the clause leaves no record
args: -n 'BEGIN { trace(*(int *)0); } BEGIN { exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN $
$
--- stderr $
dtrace: description 'BEGIN ' matched 2 probes$
dtrace: error on enabled probe ID 1 (ID 1: dtrace:::BEGIN): invalid address (0x0) in action #1 at DIF offset 0$
--- status 0
