BEGIN {
	printf("%s %d %5x %-10s %p %*d\n", execname, pid, arg0, curthread->comm, curthread, 5, 1); printf("x");
	printf("%ld %lx %llx %c %Y %a %k", (int64_t)timestamp, arg0, (uint64_t)arg1, 'a', walltimestamp, arg0, stack());
	exit(0); tracemem(arg0, 16); tracemem(arg0, 16, arg1); stack(); stack(5); ustack(5, 100); jstack(); sym(arg0); usym(arg1); mod(arg0);
	freopen(""); freopen("/tmp/%d", pid); system("echo %s", execname); setopt("quiet"); setopt("a", "b"); ftruncate(); print(`init_task); print(1);
}
