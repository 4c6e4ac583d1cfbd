# Actions of the consumer
args: -qn 'BEGIN { @c["a"] = count(); @t["p"] = sum(1); @t["q"] = sum(2); @n = sum(100); } END { clear(@c); trunc(@t, 1); normalize(@n, 10); printa("%s %@d\n", @c); printa("%s %@d\n", @t); printa("%@d\n", @n); } BEGIN { exit(0); }'
--- stdout $
a 0$
q 2$
10$
$
--- status 0
