# A command that is not there
args: -c /nosuch/command -n BEGIN
--- stdout
--- stderr $
dtrace: failed to execute /nosuch/command: No such file or directory$
--- status 1
