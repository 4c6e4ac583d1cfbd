# evaltime: all words, and none other
args: -x evaltime=exec -c true -n 'BEGIN { exit(0); }' -q
--- stdout $
$
--- stderr
--- status 0
