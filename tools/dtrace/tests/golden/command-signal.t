# A command that is killed
args: -c 'sh -c "kill -9 $$"' -n BEGIN
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN $
$
--- stderr ~
dtrace: description 'BEGIN' matched 1 probe
dtrace: pid \d+ terminated by SIGKILL
--- status 0
