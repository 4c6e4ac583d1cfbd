syscall::open(): { }
