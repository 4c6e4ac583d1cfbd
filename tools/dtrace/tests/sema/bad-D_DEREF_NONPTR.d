BEGIN { trace(*5); }
