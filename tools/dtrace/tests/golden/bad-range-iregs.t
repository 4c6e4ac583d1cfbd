# A value out of the range of its option, which is told
args: -x iregs=9 -n 'BEGIN { exit(0); }'
--- stdout
--- stderr $
dtrace: failed to set -x iregs: Invalid value for specified option (1 to 8)$
--- status 1
