BEGIN { printf("%d" x); }
