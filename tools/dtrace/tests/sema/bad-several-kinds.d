/* Errors of syntax and of meaning, in text order. */
int counts[3;
struct task_struct *best;
BEGIN
{
	trace(counts[1]);
	x = "text" * 2;
	y = x + 1;
	trace(x
	trace(best->nosuch);
	trace(undefined_name);
	trace(undefined_name + 1);
}
syscall::nosuch:entry { trace(1); }
END { printf("%d %d\n", 1); trace(3 4); best->pid = 3; }
