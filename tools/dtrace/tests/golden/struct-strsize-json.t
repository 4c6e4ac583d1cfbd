# Strings in structs longer than usual, as JSON
args: -x oformat=json -x strsize=512 -qs $SCRIPT
--- script
struct two { string list[2]; string b; int end; };
struct two t;
BEGIN { t.list[0] = "x"; t.list[1] = "y"; t.b = "second"; t.end = 7; trace(t); exit(0); }
--- stdout ~
.*"type":"start".*
.*"type":"program".*
.*"value":\{"list":\["x","y"\],"b":"second","end":7\}.*
.*"type":"end".*
--- stderr
--- status 0
