# cleanpath(): what a path means
args: -qn 'BEGIN { printf("%s %s %s %s\n", cleanpath("/a//b/../c/."), cleanpath("a/.."), cleanpath("../x/"), cleanpath("/..")); exit(0); }'
--- stdout $
/a/c . ../x /$
$
--- status 0
