syscall::$1$2:entry { }
