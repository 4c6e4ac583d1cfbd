# Records that do not fit a speculation
args: -x droptags -x nspec=1 -x specsize=400 -qs $SCRIPT
--- script
BEGIN { self->s = speculation(); }
BEGIN { speculate(self->s); printf("%s", "one"); }
BEGIN { speculate(self->s); printf("%s", "two"); }
BEGIN { commit(self->s); }
BEGIN { exit(0); }
--- stdout
one
--- stderr
dtrace: [DTRACEDROP_SPEC] 1 speculative drop
--- status 0
