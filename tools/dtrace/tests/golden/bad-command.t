# A command of -c that does not exist
args: -c /no/such/command -n 'BEGIN { exit(0); }'
--- stdout
--- stderr
dtrace: failed to execute /no/such/command: No such file or directory
--- status 1
