/* Types and symbols of processes: pointers are user memory's, addresses are the process's. */
BEGIN {
	trace(sizeof(struct a.out`conf));
	trace(a.out`config.size);
	trace(``config.next->next->size);
	trace(((struct a.out`conf *)arg0)->size);
	trace(((struct pid12`conf *)arg0)->name);
	trace(((pid12`a.out`conf_t *)arg0)->next);
	trace(((pid$target`conf_t *)arg0)->size);
	trace(((userland struct conf *)arg0)->size);
	trace(*(userland int *)arg0);
	trace(stringof(((userland conf_t *)arg0)->name));
	trace((long)libc`environ);
	trace((uintptr_t)&a.out`work);
	trace(&a.out`config);
	trace(`jiffies);
	trace(vmlinux`jiffies);
}
