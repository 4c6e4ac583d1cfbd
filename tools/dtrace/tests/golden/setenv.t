# The environment of -c
args: -q -x setenv=CASE=yes -x unsetenv=LC_ALL -c 'sh -c "echo $CASE$LC_ALL"' -n BEGIN
--- stdout
yes

--- stderr
--- status 0
