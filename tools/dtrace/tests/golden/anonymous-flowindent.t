# flowindent by option, cpphdrs
args: -x flowindent -x cpphdrs -n 'BEGIN { exit(0); }'
--- stdout $
CPU FUNCTION                                 $
  0 | :BEGIN                                  $
$
--- stderr
dtrace: description 'BEGIN ' matched 1 probe
--- status 0
