# aggpack with block characters; aggzoom scales by the largest
args: -q -x aggpack -x aggzoom -x encoding=utf8 -n 'BEGIN { @a[1] = quantize(5, 2); @a[1] = quantize(9, 8); exit(0); }'
--- stdout


      key  min .----. max  | count
        1    2 : ▃█ : 16   | 10
--- stderr
--- status 0
