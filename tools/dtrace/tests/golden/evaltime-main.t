# evaltime=main of a program without symbols
args: -x evaltime=main -c true -q -n BEGIN
--- stdout $
$
--- stderr
--- status 0
