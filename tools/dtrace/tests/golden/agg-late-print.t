# printa() shows what was counted up to its pass, and its record does not wait for the next event
args: -qn 'tick-1s { @ = count(); } tick-1s { printa("<%@d>", @); } tick-2500ms { exit(0); }'
--- stdout
<1><2>
--- stderr
--- status 0
