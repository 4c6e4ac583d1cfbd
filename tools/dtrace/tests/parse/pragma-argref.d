#pragma D option argref
BEGIN { }
