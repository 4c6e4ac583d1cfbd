#pragma D option pspec=please
BEGIN { }
