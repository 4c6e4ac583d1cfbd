# A command that outlives tracing is killed
args: -c 'sleep 600' -qn 'BEGIN { exit(4); }'
--- stdout $
$
--- stderr
--- status 4
