# rawbytes: strings as bytes; setopt() turns it off
args: -x rawbytes -x strsize=20 -n 'BEGIN { trace("ab"); setopt("rawbytes", "no"); trace("ab"); exit(0); }'
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN $
             0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f  0123456789abcdef$
         0: 61 62                                            ab$
  ab                               $
$
--- stderr
dtrace: description 'BEGIN ' matched 1 probe
--- status 0
