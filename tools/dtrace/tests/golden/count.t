# An aggregation at the end, without header
args: -qn 'BEGIN { @ = count(); @ = count(); exit(0); }'
--- stdout $
$
                2$
--- status 0
