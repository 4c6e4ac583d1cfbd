# Modes exclude each other
args: -l -V
--- stdout
--- stderr $
dtrace: only one of the [-AGhlV] options can be specified at a time$
--- status 2
