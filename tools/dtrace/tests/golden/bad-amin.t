# attributes are checked where they are set
args: -x amin=Stable/Sturdy -n BEGIN
--- stdout
--- stderr
dtrace: failed to set -x amin: Invalid value for specified option
--- status 1
