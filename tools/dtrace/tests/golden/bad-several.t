# every error of its own is reported; what may follow from another one is not
args: -s $SCRIPT
--- script
BEGIN { x = 1; trace("a" * 2); y = "s"; }
BEGIN { trace(nothing); }
END { trace(*x); }
--- stdout
--- stderr
dtrace: failed to compile script $DIR/case.d: line 1: operator * requires operands of arithmetic type
    1 | BEGIN { x = 1; trace("a" * 2); y = "s"; }
      |                      ^~~~~~~
dtrace: failed to compile script $DIR/case.d: line 2: failed to resolve nothing: Unknown variable name
    2 | BEGIN { trace(nothing); }
      |               ^~~~~~~
dtrace: failed to compile script $DIR/case.d: line 3: cannot dereference a value that is no pointer, but "int"
    3 | END { trace(*x); }
      |             ^~
--- status 1
