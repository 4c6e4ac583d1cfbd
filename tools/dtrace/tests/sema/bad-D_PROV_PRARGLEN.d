provider mine { probe start(int a) : (int a, int); };
