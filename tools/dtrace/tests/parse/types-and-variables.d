BEGIN { foo_t = 1; bar_t++; x = (foo_t) + 1; y = (baz_t)+1; z = (qux_t == 1); }
