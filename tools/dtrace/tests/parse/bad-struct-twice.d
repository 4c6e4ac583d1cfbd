struct out { int a; };
translator struct out { a = 1; };
