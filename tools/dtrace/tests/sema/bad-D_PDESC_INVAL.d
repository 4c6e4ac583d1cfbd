77 { trace(1); }
