# variables that the compiler knows whatever the engine says to them
args: -en 'BEGIN { trace(vtimestamp); trace(zonename); }'
--- stdout
--- stderr
--- status 0
