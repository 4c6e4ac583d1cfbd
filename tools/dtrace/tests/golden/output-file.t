# -o appends; standard output stays empty
args: -o $DIR/out -qn 'BEGIN { printf("x"); exit(0); }'
--- stdout
--- stderr
--- status 0
