# A full disk under -o
args: -o /dev/full -n 'BEGIN { trace(1); exit(0); }'
--- stdout
--- stderr
dtrace: description 'BEGIN ' matched 1 probe
dtrace: failed to write to /dev/full: No space left on device
--- status 1
