# aggpack: a histogram a line
args: -q -x aggpack -x encoding=ascii -n 'BEGIN { @a["sshd"] = quantize(5, 2); @a["sshd"] = quantize(9, 2); @a["bash"] = quantize(3, 1); @a["bash"] = quantize(5, 1); @a["bash"] = quantize(10, 17); @a["bash"] = quantize(17, 1); @l = lquantize(3, 0, 10, 2); @l = lquantize(50, 0, 10, 2); exit(0); }'
--- stdout


              key  min .------. max  | count
             sshd    1 :  xx  : 32   | 4
             bash    1 : __X_ : 32   | 20

     min .-------. max      | count
     < 0 :  x   x: >= 10    | 2
--- stderr
--- status 0
