BEGIN { while (x) y; }
