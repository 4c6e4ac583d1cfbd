# A command that fails: its status is told, ours is 0
args: -c false -n BEGIN
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN $
$
--- stderr ~
dtrace: description 'BEGIN' matched 1 probe
dtrace: pid \d+ exited with status 1
--- status 0
