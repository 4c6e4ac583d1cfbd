syscall::open:entry { trace(args[2]); }
