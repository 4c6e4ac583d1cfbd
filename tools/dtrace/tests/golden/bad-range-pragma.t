# The same in a program
args: -x errtags -s $SCRIPT
--- script
#pragma D option strsize=5g
BEGIN { exit(0); }
--- stdout
--- stderr ~
dtrace: failed to compile script .*/case.d: \[D_PRAGMA_OPTSET\] line 1: failed to set option 'strsize' to '5g': Invalid value for specified option \(2 to 64k\)
.*
.*
--- status 1
