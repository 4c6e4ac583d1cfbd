# copyout() needs -w, like every destructive action
args: -n 'BEGIN { copyout(alloca(4), 4096, 4); exit(0); }'
--- stderr $
dtrace: description 'BEGIN ' matched 1 probe$
dtrace: could not enable tracing: Destructive actions not allowed$
--- status 1
