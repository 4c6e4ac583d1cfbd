# A colon too few
args: -x errtags -n test::probe
--- stdout
--- stderr
dtrace: invalid probe specifier test::probe: [D_PDESC_ZERO] probe description :test::probe does not match any probes
    1 | test::probe
      | ^~~~~~~~~~~
hint: did you mean test::probe:? Fields are counted from the right
--- status 1
