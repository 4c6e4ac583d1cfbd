# Drops are reported by CPU, after the records, one line each within a status interval
args: -b 1k -x strsize=16 -n 'profile-1000 /cpu != 0/ { trace("x"); } tick-999ms { exit(0); }'
--- stderr ~
dtrace: description 'profile-1000 ' matched 2 probes
dtrace: \d+ drops on CPU 1
dtrace: \d+ drops on CPU 2
dtrace: \d+ drops on CPU 3
--- status 0
