a /* never closed
x = 1;
