BEGIN { f()(); }
