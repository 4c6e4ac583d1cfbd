# Scalars of several functions, in order of first use
args: -qn 'BEGIN { @v = avg(-4); @v = avg(-7); @l = min(-9); @h = max(3); @d = stddev(2); @d = stddev(6); exit(0); }'
--- stdout $
$
               -5$
               -9$
                3$
                2$
--- status 0
