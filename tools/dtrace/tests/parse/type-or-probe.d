int*x;
foo_t y;
bar*baz { }
BEGIN { }
