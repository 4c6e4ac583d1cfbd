#pragma D binding "one" foo
