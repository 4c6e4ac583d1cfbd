# A rate without a unit
args: -x switchrate=10 -n BEGIN
--- stdout
--- stderr
dtrace: failed to set -x switchrate: Invalid value for specified option (a rate has a unit, such as 10hz or 100ms)
--- status 1
