BEGIN { p = (void *)1; p++; }
