syscall::open*: { printf("%s", stringof(arg0)); }
