# A fault in a predicate
args: -qn 'BEGIN /1 / (pid - pid)/ { trace(1); } BEGIN { exit(0); }'
--- stdout ~

--- stderr ~
dtrace: error on enabled probe ID 1 \(ID 1: dtrace:::BEGIN\): divide-by-zero in predicate at DIF offset \d+
--- status 0
