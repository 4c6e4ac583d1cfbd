# -V
args: -V
--- stdout $
dtrace: Linux D 2.0$
--- stderr
--- status 0
