# A description without probes
args: -n nosuch:::probe
--- stderr ~
dtrace: invalid probe specifier nosuch:::probe: probe description nosuch:::probe does not match any probes.*
(?s:.*)--- status 1
