a:b { }
