# A value out of the range of its option, which is told
args: -x stackindent=1000000000000 -n 'BEGIN { exit(0); }'
--- stdout
--- stderr $
dtrace: failed to set -x stackindent: Invalid value for specified option (0 to 1024)$
--- status 1
