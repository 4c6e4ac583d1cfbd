# An option nobody knows
args: -x nosuch=1 -n BEGIN
--- stdout
--- stderr $
dtrace: failed to set -x nosuch: Invalid option name$
--- status 1
