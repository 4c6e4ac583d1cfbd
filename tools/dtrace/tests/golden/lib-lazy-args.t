# args[] may need any of the installed libraries
args: -x syslibdir=$DIR/sys -qn 'test:::c { trace(args[0]); }'
--- file sys/broken.d
inline int unused = nothing;
--- stdout
--- stderr
dtrace: failed to load library $DIR/sys/broken.d: "$DIR/sys/broken.d", line 1: failed to resolve nothing: Unknown variable name
    1 | inline int unused = nothing;
      |                     ^~~~~~~
--- status 1
