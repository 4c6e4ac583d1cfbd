struct a { };
