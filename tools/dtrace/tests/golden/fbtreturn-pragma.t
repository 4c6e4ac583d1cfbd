# Returns as exact ones: a program that has none runs as ever
args: -qs $SCRIPT
--- script
#pragma D option fbtreturn=exact
BEGIN { printf("begun"); exit(0); }
--- stdout
begun
--- stderr
--- status 0
