# The action in an argument of its own
args: -x errtags -n BEGIN '{ trace(1) }'
--- stdout
--- stderr
dtrace: invalid probe specifier BEGIN: [D_MACRO_UNUSED] extraneous argument '{ trace(1) }' ($1 is not referenced)
hint: predicate and actions belong into the argument that has the probe description
--- status 1
