translator struct out { a = 1; };
