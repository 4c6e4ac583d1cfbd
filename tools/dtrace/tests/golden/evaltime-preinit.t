# evaltime=preinit
args: -x evaltime=preinit -c true -q -n 'BEGIN { exit(0); }'
--- stdout $
$
--- stderr
--- status 0
