BEGIN { x = 1 } tick-1s, syscall::read: /x/ { x++; } END
