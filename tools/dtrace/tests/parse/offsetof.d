BEGIN { offsetof(struct s, m); offsetof(foo_t, self); offsetof(union u, string); }
