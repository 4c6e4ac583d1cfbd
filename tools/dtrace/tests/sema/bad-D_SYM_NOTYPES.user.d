BEGIN { trace(libc`environ); }
