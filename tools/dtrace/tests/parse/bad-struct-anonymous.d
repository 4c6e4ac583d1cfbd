struct a { struct { int x; }; };
