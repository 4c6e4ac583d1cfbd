# Drops of aggregations
args: -q -x droptags -x aggsize=1k -n 'tick-1ms { @[i++] = count(); @[i++] = count(); } tick-99ms { exit(0); } END { trunc(@); }'
--- stdout $
$
--- stderr
dtrace: [DTRACEDROP_AGGREGATION] 170 aggregation drops on CPU 0
--- status 0
