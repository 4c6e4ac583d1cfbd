BEGIN { @ = trace(0); }
