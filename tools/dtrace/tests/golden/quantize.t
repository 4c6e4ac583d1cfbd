# The chart of quantize()
args: -qn 'BEGIN { @ = quantize(1); @ = quantize(5); @ = quantize(6); exit(0); }'
--- stdout $
$
$
           value  ------------- Distribution ------------- count    $
               0 |                                         0        $
               1 |@@@@@@@@@@@@@                            1        $
               2 |                                         0        $
               4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@              2        $
               8 |                                         0        $
$
--- status 0
