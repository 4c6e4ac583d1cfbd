# raise(), stop(), chill(), breakpoint() and panic() with -w; the fake machine survives them
args: -qws $SCRIPT
--- script
BEGIN { raise(0); stop(); chill(1000); breakpoint(); panic(); }
BEGIN { printf("alive\n"); exit(0); }
--- stdout $
alive$
$
--- status 0
