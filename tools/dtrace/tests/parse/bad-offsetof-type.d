BEGIN { offsetof(nosuch_t, m); }
