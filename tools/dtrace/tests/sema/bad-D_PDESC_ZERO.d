syscall::open:entri { trace(1); }
