# Destructive actions need -w, each of them
args: -n 'BEGIN { raise(1); stop(); chill(1); breakpoint(); panic(); }'
--- stdout
--- stderr
dtrace: description 'BEGIN ' matched 1 probe
dtrace: could not enable tracing: Destructive actions not allowed
--- status 1
