BEGIN { stringof; }
