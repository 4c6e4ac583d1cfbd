# -e compiles and enables nothing
args: -en 'BEGIN { trace(1); }'
--- stdout
--- stderr
--- status 0
