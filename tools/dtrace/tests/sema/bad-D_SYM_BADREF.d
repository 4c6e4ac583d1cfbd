BEGIN { trace(``main); }
