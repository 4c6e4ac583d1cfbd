BEGIN { count = 1; }
