# -c: $target is the command; its end ends tracing
args: -c true -qn 'BEGIN { printf("%d", $target > 0); }'
--- stdout $
1$
--- status 0
