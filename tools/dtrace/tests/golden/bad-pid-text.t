# A pid that is none
args: -p 12x -n 'BEGIN { exit(0); }'
--- stdout
--- stderr
dtrace: invalid pid: 12x
--- status 1
