# -G belongs to a later release
args: -G -n BEGIN
--- stdout
--- stderr
dtrace: -G: objects with static probes are not supported yet
--- status 1
