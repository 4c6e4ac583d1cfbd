BEGIN { x = 1; trace("a" * 2); y = "s"; }
BEGIN { trace(x + y); trace(nothing); }
END { trace(*x); }
END { printf("%d\n", "text"); }
END { trace(x); }
