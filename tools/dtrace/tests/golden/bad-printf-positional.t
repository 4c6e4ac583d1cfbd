# Positional conversions are refused
args: -n 'BEGIN { printf("%1$d", 1); }'
--- stdout
--- stderr
dtrace: invalid probe specifier BEGIN { printf("%1$d", 1); }: in action list: format conversion #1 uses unsupported positional format (%n$)
    1 | BEGIN { printf("%1$d", 1); }
      |                ^~~~~~
--- status 1
