BEGIN { if (x) y else z; }
