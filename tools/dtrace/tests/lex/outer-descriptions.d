BEGIN syscall::open*:entry, tick-1s /
syscall:::, pid$target:libc.so.6::entry profile-997 :::[a-z]x? \*x !x 17
$1 foo$1bar _x x`y int unsigned self inline counter struct
/* comment */ ::foo
