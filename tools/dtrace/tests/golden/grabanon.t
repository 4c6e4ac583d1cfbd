# -a without anything to take over
args: -x grabanon
--- stdout
--- stderr
dtrace: could not enable tracing: No anonymous tracing state
--- status 1
