# Ring buffers keep the newest records, in order of time; the exit of tick-1s is the last one
args: -x bufpolicy=ring -b 128 -x strsize=16 -qn 'BEGIN { start = timestamp; } tick-100ms { printf("%d ", (timestamp - start) / 1000000); } tick-1s { exit(0); }'
--- stdout
600 700 800 900 
--- stderr
--- status 0
