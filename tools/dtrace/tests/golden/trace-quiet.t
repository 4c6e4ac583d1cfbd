# Quiet strips the padding of trace()
args: -qn 'BEGIN { trace("a"); trace(5); exit(0); }'
--- stdout $
a5$
--- status 0
