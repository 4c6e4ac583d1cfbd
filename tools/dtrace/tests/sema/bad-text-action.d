BEGIN { trace(nope); }
