# Keys in columns, rows by value
args: -qn 'BEGIN { @a["x", 1] = sum(5); @a["y", 2] = sum(3); exit(0); }'
--- stdout $
$
  y                                                         2                3$
  x                                                         1                5$
--- status 0
