# aggpercpu: the values of all CPUs after the total
args: -q -x aggpercpu -n 'profile-10 { @["k"] = count(); } tick-250ms { exit(0); }'
--- stdout

  k                                                                 8
    [CPU 0]                2
    [CPU 1]                2
    [CPU 2]                2
    [CPU 3]                2
--- stderr
--- status 0
