# Predicates choose
args: -qn 'BEGIN /1 == 2/ { printf("no"); } BEGIN /2 == 2/ { printf("yes"); exit(0); }'
--- stdout $
yes$
--- status 0
