#pragma D depends_on module nomod
BEGIN { trace(1); }
