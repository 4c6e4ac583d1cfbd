# -Z with nothing matched and a command
args: -Z -n 'nosuch:::' -c true
--- stdout $
$
--- stderr ~
dtrace: description 'nosuch:::' matched 0 probes
dtrace: pid \d+ has exited
--- status 0
