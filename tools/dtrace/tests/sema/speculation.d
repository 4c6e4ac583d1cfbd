BEGIN { self->s = speculation(); }
BEGIN /self->s/ { speculate(self->s); printf("x"); }
BEGIN { commit(self->s); commit(self->s); }
BEGIN { discard(self->s); trace(1); }
