# There is no provider for probes of processes, and a hint says so
args: -n 'pid$target:::entry { }'
--- stdout
--- stderr
dtrace: invalid probe specifier pid$target:::entry { }: probe description pid0:::entry does not match any probes
    1 | pid$target:::entry { }
      | ^~~~~~~~~~~~~~~~~~
hint: there are no probes of processes: a provider that ends with a pid has none
--- status 1
