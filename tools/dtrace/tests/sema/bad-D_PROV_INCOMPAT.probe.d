provider proc { probe no__such(int); };
BEGIN { }
