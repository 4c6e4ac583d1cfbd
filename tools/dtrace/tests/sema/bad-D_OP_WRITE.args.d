syscall::open:entry { args[1] = 2; }
