# an expression that needs more registers than there are
args: -e -x errtags -x iregs=3 -n 'BEGIN { x = 1; trace((x + 1) * ((x + 2) * ((x + 3) * ((x+4) * (x + 5))))); }'
--- stdout
--- stderr
dtrace: invalid probe specifier BEGIN { x = 1; trace((x + 1) * ((x + 2) * ((x + 3) * ((x+4) * (x + 5))))); }: [D_NOREG] Insufficient registers to generate code
    1 | BEGIN { x = 1; trace((x + 1) * ((x + 2) * ((x + 3) * ((x+4) * (x + 5))))); }
      | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
--- status 1
