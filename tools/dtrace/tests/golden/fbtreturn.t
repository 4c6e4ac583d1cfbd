# How returns are found: the words that say it, and one that does not
args: -x fbtreturn=fast -x fbtreturn=exact -x fbtreturn=slow -n BEGIN
--- stdout
--- stderr $
dtrace: failed to set -x fbtreturn: Invalid value for specified option (one of: fast exact)$
--- status 1
