BEGIN { tracemem("x", 5); }
