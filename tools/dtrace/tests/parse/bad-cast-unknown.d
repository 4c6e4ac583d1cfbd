BEGIN { x = (nosuch_t)y; }
