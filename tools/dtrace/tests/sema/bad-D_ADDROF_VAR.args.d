syscall::open:entry { trace(&args[1]); }
