BEGIN/*pred*/{ trace(1); }
