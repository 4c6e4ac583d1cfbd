BEGIN /nope/ { trace(1); }
