# freopen() and ftruncate()
args: -qws $SCRIPT -o $DIR/out
--- script
BEGIN { printf("gone\n"); ftruncate(); freopen("%s", "/dev/null"); printf("nowhere\n"); exit(0); }
--- status 0
