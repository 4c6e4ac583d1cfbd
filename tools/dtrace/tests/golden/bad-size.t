# A size that is none
args: -b 4q -n BEGIN
--- stdout
--- stderr $
dtrace: failed to set -b 4q: Invalid value for specified option (0 to 1g)$
--- status 1
