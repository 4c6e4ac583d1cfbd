# Records and drops add up; drops are reported by CPU
args: -b 1k -x strsize=16 -n 'profile-200 { trace("x"); } tick-999ms { exit(0); }'
--- stderr ~
dtrace: description 'profile-200 ' matched 2 probes
dtrace: \d+ drops on CPU 0
dtrace: \d+ drops on CPU 1
dtrace: \d+ drops on CPU 2
dtrace: \d+ drops on CPU 3
--- status 0
