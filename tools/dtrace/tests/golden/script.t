# A script with operands and a pragma
args: -s $SCRIPT 7
--- script
#!/usr/sbin/dtrace -s
#pragma D option quiet
BEGIN { printf("%d", $1); exit(0); }
--- stdout $
7$
--- stderr
--- status 0
