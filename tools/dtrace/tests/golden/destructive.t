# -w is announced
args: -wn 'BEGIN { system("echo %s", "hi"); exit(0); }'
--- stderr $
dtrace: description 'BEGIN ' matched 1 probe$
dtrace: allowing destructive actions$
--- status 0
