# Destructive actions need -w: said at go
args: -n 'BEGIN { stop(); exit(0); }'
--- stderr $
dtrace: description 'BEGIN ' matched 1 probe$
dtrace: could not enable tracing: Destructive actions not allowed$
--- status 1
