# Timers fire by the clock, in order
args: -qn 'tick-100ms { printf("%d ", i++); } tick-1s { exit(0); }'
--- status 0
