# A script that is a directory
args: -s /etc
--- stdout
--- stderr
dtrace: failed to open /etc: Is a directory
--- status 1
