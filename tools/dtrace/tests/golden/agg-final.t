# Final print: by name of first use, -x aggsortrev turns all round
args: -q -x aggsortrev -n 'BEGIN { @a[1] = sum(1); @a[2] = sum(2); @b[1] = sum(5); @b[-1] = sum(5); exit(0); }'
--- stdout

       -1                5
        1                5
        2                2
        1                1
--- stderr
--- status 0
