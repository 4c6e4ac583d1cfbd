struct s { int f(); };
