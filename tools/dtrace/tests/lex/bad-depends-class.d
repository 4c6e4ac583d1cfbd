#pragma D depends_on nosuch foo
