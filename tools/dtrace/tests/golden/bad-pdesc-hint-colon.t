# A colon too many
args: -x errtags -n BEGIN:
--- stdout
--- stderr
dtrace: invalid probe specifier BEGIN:: [D_PDESC_ZERO] probe description ::BEGIN: does not match any probes
    1 | BEGIN:
      | ^~~~~~
hint: did you mean :::BEGIN? Fields are counted from the right
--- status 1
