BEGIN { trace(offsetof(struct unknown, m)); }
