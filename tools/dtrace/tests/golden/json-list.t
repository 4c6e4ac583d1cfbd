# The listing as JSON
args: -x oformat=ndjson -l -n BEGIN
--- stdout
{"v":1,"type":"probe","probe":{"id":1,"provider":"dtrace","module":"","function":"","name":"BEGIN"}}
--- stderr
--- status 0
