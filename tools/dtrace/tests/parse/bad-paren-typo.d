BEGIN { printf(("x"; }
