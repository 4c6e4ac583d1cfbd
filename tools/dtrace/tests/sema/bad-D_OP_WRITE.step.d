syscall::open:entry { args[1]++; }
