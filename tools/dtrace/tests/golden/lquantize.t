# The chart of lquantize() with underflow and overflow
args: -qn 'BEGIN { @ = lquantize(-1, 0, 20, 10); @ = lquantize(5, 0, 20, 10); @ = lquantize(99, 0, 20, 10); exit(0); }'
--- stdout $
$
$
           value  ------------- Distribution ------------- count    $
             < 0 |@@@@@@@@@@@@@                            1        $
               0 |@@@@@@@@@@@@@                            1        $
              10 |                                         0        $
           >= 20 |@@@@@@@@@@@@@                            1        $
$
--- status 0
