# printa() with and without a format; the final print leaves them out
args: -qn 'BEGIN { @a["k"] = count(); @b = sum(7); } BEGIN { printa("%s=%@d\n", @a); printa(@b); exit(0); }'
--- stdout $
k=1$
$
                7$
$
--- status 0
