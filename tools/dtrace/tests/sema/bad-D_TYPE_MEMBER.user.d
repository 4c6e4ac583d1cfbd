BEGIN { trace(((struct a.out`conf *)arg0)->sise); }
