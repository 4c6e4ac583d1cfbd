# Associative arrays
args: -qn 'BEGIN { a["x", 1] = 3; a["x", 2] = 4; } BEGIN { printf("%d %d %d", a["x", 1], a["x", 2], a["y", 1]); exit(0); }'
--- stdout $
3 4 0$
--- status 0
