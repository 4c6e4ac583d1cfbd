BEGIN { offsetof(struct s, a.b); }
