# A process that is gone
args: -x errtags -p 2147483647 -n 'BEGIN { exit(0); }'
--- stdout
--- stderr
dtrace: [D_PROC_GRAB] failed to grab pid 2147483647: No such process
--- status 1
