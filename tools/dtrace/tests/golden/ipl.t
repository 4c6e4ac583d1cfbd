# ipl: how important what was interrupted is
args: -qn 'BEGIN { printf("%d", ipl); exit(0); }'
--- stdout $
0$
--- status 0
