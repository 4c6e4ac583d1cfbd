# Drops of the engine, by class
args: -x droptags -x nspec=1 -x dynvarsize=1k -qs $SCRIPT
--- script
ERROR { trace(*(int *)0); }
BEGIN { speculation(); speculation(); }
BEGIN { trace(*(int *)0); }
tick-1ms { i++; x[i, 1] = i; x[i, 2] = i; x[i, 3] = i; }
tick-100ms { exit(0); }
--- stdout $
$
--- stderr
dtrace: [DTRACEDROP_SPECUNAVAIL] 2 failed speculations (no speculative buffer available)
dtrace: [DTRACEDROP_DBLERROR] 1 error in ERROR probe enabling
dtrace: error on enabled probe ID 3 (ID 1: dtrace:::BEGIN): invalid address (0x0) in action #1 at DIF offset 0
dtrace: [DTRACEDROP_DYNAMIC] 96 dynamic variable drops
--- status 0
