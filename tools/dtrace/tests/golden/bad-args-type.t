# a type that no library declares
args: -x errtags -n 'typed:::work-lost { trace(args[0]); }'
--- stdout
--- stderr
dtrace: invalid probe specifier typed:::work-lost { trace(args[0]); }: [D_ARGS_TYPE] in action list: the type of args[0] of typed:demo:work:work-lost is not known: failed to resolve type nowhere_t *
    1 | typed:::work-lost { trace(args[0]); }
      |                           ^~~~~~~
hint: arg0 has the value, untyped
--- status 1
