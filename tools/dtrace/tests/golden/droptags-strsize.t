# Strings are cut to strsize
args: -x strsize=4 -qn 'BEGIN { x = "abcdef"; printf("%s", x); exit(0); }'
--- stdout $
abc$
--- status 0
