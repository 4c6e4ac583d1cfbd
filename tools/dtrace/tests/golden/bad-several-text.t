# the same on the command line
args: -n 'BEGIN { trace(1 2); exit(x) } END { y = ; }' -x errtags
--- stdout
--- stderr
dtrace: invalid probe specifier BEGIN { trace(1 2); exit(x) } END { y = ; }: [D_SYNTAX] syntax error near "2"
    1 | BEGIN { trace(1 2); exit(x) } END { y = ; }
      |                 ^
hint: a ) is missing after the arguments
dtrace: invalid probe specifier BEGIN { trace(1 2); exit(x) } END { y = ; }: [D_IDENT_UNDEF] in action list: failed to resolve x: Unknown variable name
    1 | BEGIN { trace(1 2); exit(x) } END { y = ; }
      |                          ^
dtrace: invalid probe specifier BEGIN { trace(1 2); exit(x) } END { y = ; }: [D_SYNTAX] syntax error near ";"
    1 | BEGIN { trace(1 2); exit(x) } END { y = ; }
      |                                         ^
--- status 1
