provider mine7 { probe start(int); };
