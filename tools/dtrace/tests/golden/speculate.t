# A speculation that is committed is printed, one that is discarded is not
args: -qs $SCRIPT
--- script
BEGIN { self->s = speculation(); self->n = self->s; }
BEGIN { speculate(self->s); printf("kept\n"); }
BEGIN { commit(self->s); self->s = 0; }
BEGIN { self->s = speculation(); }
BEGIN { speculate(self->s); printf("lost\n"); }
BEGIN { discard(self->s); exit(0); }
--- stdout $
kept$
$
--- status 0
