provider proc { probe create(int); };
BEGIN { }
