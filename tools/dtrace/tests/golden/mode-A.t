# -A belongs to a later release
args: -A -n BEGIN
--- stdout
--- stderr
dtrace: -A: tracing from boot on is not supported yet
--- status 1
