# an error in a library ends everything
args: -L $DIR/lib -x errtags -n BEGIN
--- file lib/a.d

inline int a = nothing;
--- stdout
--- stderr
dtrace: failed to load library $DIR/lib/a.d: [D_IDENT_UNDEF] "$DIR/lib/a.d", line 2: failed to resolve nothing: Unknown variable name
    2 | inline int a = nothing;
      |                ^~~~~~~
--- status 1
