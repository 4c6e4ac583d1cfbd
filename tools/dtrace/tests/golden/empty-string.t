# The empty string is one like any other
args: -qn 'BEGIN { trace(""); printf("[%s]", ""); s = ""; printf("%d", s == ""); exit(0); }'
--- stdout
[]1
--- stderr
--- status 0
