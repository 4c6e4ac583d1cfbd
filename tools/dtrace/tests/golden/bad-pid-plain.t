# Tags of errors are shown only with -x errtags
args: -p 0 -n 'BEGIN { exit(0); }'
--- stdout
--- stderr
dtrace: invalid pid: 0
--- status 1
