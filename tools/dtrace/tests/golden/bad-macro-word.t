# An argument that is a word is a name in the program
args: -n 'BEGIN { printf("%s", $1); }' foo
--- stdout
--- stderr
dtrace: invalid probe specifier BEGIN { printf("%s", $1); }: in action list: failed to resolve foo: Unknown variable name
    1 | BEGIN { printf("%s", $1); }
      |                      ^~
hint: $$1 is the argument as a string
--- status 1
