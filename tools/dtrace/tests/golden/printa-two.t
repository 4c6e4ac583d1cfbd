# Two aggregations side by side, holes are 0
args: -qn 'BEGIN { @a["x"] = count(); @b["y"] = sum(2); } END { printa("%s %@d %@d\n", @a, @b); } BEGIN { exit(0); }'
--- stdout $
y 0 2$
x 1 0$
$
--- status 0
