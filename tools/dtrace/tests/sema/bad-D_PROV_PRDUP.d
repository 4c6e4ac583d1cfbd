provider mine { probe start(int); probe start(int); };
