# A value out of the range of its option, which is told
args: -x strsize=1 -n 'BEGIN { exit(0); }'
--- stdout
--- stderr $
dtrace: failed to set -x strsize: Invalid value for specified option (2 to 64k)$
--- status 1
