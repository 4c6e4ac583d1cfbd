# BEGIN comes first, END last; statuses of exit() in END win
args: -n 'BEGIN { trace(1); exit(1); } END { trace(2); exit(3); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN         1$
  0      2                             :END         2$
$
--- stderr $
dtrace: description 'BEGIN ' matched 2 probes$
--- status 3
