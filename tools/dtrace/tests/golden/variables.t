# Global, clause-local and thread-local variables, strings
args: -qn 'BEGIN { g = 5; self->t = "thr"; this->l = 7; } BEGIN { printf("%d %s %d", g + 1, self->t, this->l); exit(0); }'
--- stdout $
6 thr 7$
--- status 0
