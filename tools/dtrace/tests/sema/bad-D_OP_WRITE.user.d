BEGIN { a.out`config.size = 1; }
