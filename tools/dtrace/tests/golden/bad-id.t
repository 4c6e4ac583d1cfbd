# A number that no probe has
args: -i 0
--- stdout
--- stderr
dtrace: invalid probe specifier 0: invalid probe identifier 0: Unknown probe identifier
    1 | 0
      | ^
--- status 1
