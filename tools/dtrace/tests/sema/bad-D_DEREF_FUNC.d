BEGIN { trace(*(&`schedule)); }
