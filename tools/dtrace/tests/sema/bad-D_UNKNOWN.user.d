BEGIN { trace(sizeof(struct libc`conf)); }
