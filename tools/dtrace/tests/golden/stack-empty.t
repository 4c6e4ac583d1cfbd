# Stacks and addresses without symbols
args: -x stackindent=2 -x stackframes=3 -x ustackframes=2 -n 'BEGIN { stack(); exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN $
$
$
--- stderr
dtrace: description 'BEGIN ' matched 1 probe
--- status 0
