# chill() of more than half a second is refused
args: -qwn 'BEGIN { chill(600000000); } ERROR { printf("fault %d", arg4); exit(0); }'
--- stdout $
fault 3$
--- status 0
