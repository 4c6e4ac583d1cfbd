syscall::open:entry,
syscall::close:entry { trace(args[0]); trace(strlen(args[0])); }
