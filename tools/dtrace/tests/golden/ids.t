# Programs by number
args: -i 1 -i '2 { printf("end"); }' -n 'BEGIN { exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN $
  0      1                           :BEGIN $
  0      2                             :END end$
$
--- stderr
dtrace: description '1' matched 1 probe
dtrace: description '2 ' matched 1 probe
dtrace: description 'BEGIN ' matched 1 probe
--- status 0
