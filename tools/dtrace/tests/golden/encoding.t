# encoding=utf8: bars of blocks
args: -q -x encoding=utf8 -n 'BEGIN { @ = quantize(1); @ = quantize(5, 63); exit(0); }'
--- stdout $
$
$
           value  ------------- Distribution ------------- count    $
               0 |                                         0        $
               1 |▋                                        1        $
               2 |                                         0        $
               4 |███████████████████████████████████████▍ 63       $
               8 |                                         0        $
$
--- stderr
--- status 0
