# JSON, one object a line
args: -q -x oformat=json -n 'BEGIN { printf("a %d", 1); @["k"] = count(); exit(2); }'
--- stdout ~
\{"v":1,"type":"start","argv":\["dtrace","-q","-x","oformat=json","-n","BEGIN \{ printf\(\\"a %d\\", 1\); @\[\\"k\\"\] = count\(\); exit\(2\); \}"\],"kernel":"[^"]+","boot_id":"[-0-9a-f]+","ts":1000000000,"wall":"\d+"\}
\{"v":1,"type":"program","description":"BEGIN ","matched":1\}
\{"v":1,"type":"record","ts":1000000000,"cpu":0,"probe":\{"id":1,"provider":"dtrace","module":"","function":"","name":"BEGIN"\},"epid":1,"items":\[\{"act":"printf","format":"a %d","args":\[1\],"text":"a 1"\},\{"act":"exit","status":2\}\]\}
\{"v":1,"type":"agg","name":"_","func":"count","keys":\["k"\],"value":1,"normal":1\}
\{"v":1,"type":"end","status":2,"drops":\{\}\}
--- stderr
--- status 2
