BEGIN { x = (int foo)y; }
