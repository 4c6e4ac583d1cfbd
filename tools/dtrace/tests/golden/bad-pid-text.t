# A pid that is none
args: -x errtags -p 12x -n 'BEGIN { exit(0); }'
--- stdout
--- stderr
dtrace: [D_PROC_BADPID] invalid pid: 12x
--- status 1
