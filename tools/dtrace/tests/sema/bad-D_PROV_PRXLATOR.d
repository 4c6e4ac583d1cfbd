struct in { int a; };
struct out { int b; };
provider mine { probe start(struct in *i) : (struct out *i); };
