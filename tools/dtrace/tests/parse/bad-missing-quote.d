BEGIN { printf("a); trace("b"); }
