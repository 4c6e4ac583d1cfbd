# -o of a file that cannot be
args: -o /no/such/dir/file -n 'BEGIN { exit(0); }'
--- stdout
--- stderr
dtrace: failed to open output file '/no/such/dir/file': No such file or directory
--- status 1
