BEGIN { p = (void *)1; trace(p + 1); }
