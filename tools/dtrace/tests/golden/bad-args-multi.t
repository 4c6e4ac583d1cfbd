# args[] of probes that differ
args: -x errtags -n 'typed::: { trace(args[1]); }'
--- stdout
--- stderr
dtrace: invalid probe specifier typed::: { trace(args[1]); }: [D_ARGS_MULTI] in action list: args[1] may not be referenced because probe description typed::: matches probes that differ in it
    1 | typed::: { trace(args[1]); }
      |                  ^~~~~~~
hint: they differ at typed:demo:work:work-start and typed:demo:work:work-done: describe one kind of probe, or use arg1
--- status 1
