# -vV
args: -vV
--- stdout
dtrace: Linux D 2.0
This is DTrace for Linux, device interface 1
--- stderr
--- status 0
