#pragma D option amin=Evolving
BEGIN { trace(1); }
