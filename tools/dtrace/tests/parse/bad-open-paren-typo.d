BEGIN { printf("x"; trace(1); }
