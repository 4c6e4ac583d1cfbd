# A value out of the range of its option, which is told
args: -x nspec=65537 -n 'BEGIN { exit(0); }'
--- stdout
--- stderr $
dtrace: failed to set -x nspec: Invalid value for specified option (0 to 65536)$
--- status 1
