# A clause that records nothing prints no line, and without lines there is no header
args: -n 'BEGIN { x = 1; } BEGIN { @ = sum(x); } tick-10ms { exit(0); }'
--- status 0
