# aggzoom: the longest bar has 38 columns
args: -q -x aggzoom -n 'BEGIN { @ = quantize(1); @ = quantize(5); @ = quantize(5); exit(0); }'
--- stdout $
$
$
           value  ------------- Distribution ------------- count    $
               0 |                                         0        $
               1 |@@@@@@@@@@@@@@@@@@@                      1        $
               2 |                                         0        $
               4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@   2        $
               8 |                                         0        $
$
--- stderr
--- status 0
