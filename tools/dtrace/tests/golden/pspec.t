# pspec: descriptions without a clause in scripts
args: -x pspec -s $SCRIPT
--- script
BEGIN
dtrace:::BEGIN { exit(0); }
--- stdout $
CPU     ID                    FUNCTION:NAME$
  0      1                           :BEGIN $
  0      1                           :BEGIN $
$
