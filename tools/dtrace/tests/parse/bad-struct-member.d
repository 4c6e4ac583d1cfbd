struct a { int; };
