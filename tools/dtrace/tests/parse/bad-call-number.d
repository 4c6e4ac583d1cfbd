BEGIN { x = tick-1(); }
