# -h belongs to a later release
args: -h -s x.d
--- stdout
--- stderr
dtrace: -h: headers for static probes are not supported yet
--- status 1
