# Quiet: nothing but the newline of the end
args: -qn 'BEGIN { exit(0); }'
--- stdout $
$
--- stderr
--- status 0
