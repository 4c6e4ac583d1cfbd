# A script that is not there
args: -s /nosuch.d
--- stdout
--- stderr $
dtrace: failed to open /nosuch.d: No such file or directory$
--- status 1
