# -a with programs
args: -a -n BEGIN
--- stdout
--- stderr
dtrace: could not enable tracing: Can't claim anonymous state and enable probes
--- status 1
