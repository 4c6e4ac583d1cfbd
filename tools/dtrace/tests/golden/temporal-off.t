# temporal=no: CPU after CPU
args: -q -x temporal=no -x switchrate=10s -n 'profile-10 { printf("%d\n", cpu); } tick-250ms { exit(0); }'
--- stdout
1
1
2
2
3
3
0
0

--- stderr
--- status 0
