provider mine { probe start(int a) : (int b); };
