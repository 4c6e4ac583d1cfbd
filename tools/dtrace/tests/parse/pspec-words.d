bar, foo_t { }
