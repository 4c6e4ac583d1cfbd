# A description without probes
args: -n nosuch:::probe
--- stdout
--- stderr
dtrace: invalid probe specifier nosuch:::probe: probe description nosuch:::probe does not match any probes
    1 | nosuch:::probe
      | ^~~~~~~~~~~~~~
--- status 1
