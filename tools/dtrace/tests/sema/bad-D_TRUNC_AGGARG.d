BEGIN { trunc("x"); }
