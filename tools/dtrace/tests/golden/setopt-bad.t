# An option that may not change
args: -qn 'BEGIN { setopt("bufsize", "1m"); exit(0); }'
--- stdout $
$
--- stderr $
dtrace: error on enabled probe ID 1 (ID 1: dtrace:::BEGIN): couldn't set option "bufsize" to "1m": Operation illegal when tracing is active$
--- status 0
