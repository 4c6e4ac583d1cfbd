BEGIN { trace(`untyped + 1); }
