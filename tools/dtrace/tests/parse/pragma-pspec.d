#pragma D option pspec
BEGIN
pid_t { trace(1); }
