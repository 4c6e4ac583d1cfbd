# The nearest probe is found when the provider was left out
args: -x errtags -n BEGN
--- stdout
--- stderr
dtrace: invalid probe specifier BEGN: [D_PDESC_ZERO] probe description :::BEGN does not match any probes
    1 | BEGN
      | ^~~~
hint: did you mean dtrace:::BEGIN?
--- status 1
