# A struct may have the name of one of the kernel's: inside of it, the name is its own; curthread stays the kernel's
args: -qs $SCRIPT
--- script
struct task_struct { struct task_struct *next; int mine; } *p;
BEGIN
{
	p = (struct task_struct *)alloca(sizeof(*p));
	p->next = p;
	p->mine = 3;
	printf("%d %d %d\n", sizeof(struct task_struct), p->next->next->mine, sizeof(curthread->comm));
	exit(0);
}
--- stdout
16 3 16

--- stderr
--- status 0
