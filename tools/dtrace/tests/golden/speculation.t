# commit() shows, discard() forgets
args: -qs $SCRIPT -x nspec=2 -x specsize=4k
--- script
BEGIN { self->a = speculation(); self->b = speculation(); self->none = speculation(); }
BEGIN { speculate(self->a); printf("committed\n"); }
BEGIN { speculate(self->b); printf("discarded\n"); }
BEGIN { speculate(self->none); printf("never\n"); }
BEGIN { commit(self->a); }
BEGIN { discard(self->b); }
BEGIN { exit(0); }
--- stdout
committed

--- stderr
dtrace: 1 failed speculation (no speculative buffer available)
--- status 0
