BEGIN { trace(a.out`nosuch); }
