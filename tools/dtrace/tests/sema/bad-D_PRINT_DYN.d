typedef struct taskinfo { int ti_pid; } taskinfo_t;
translator taskinfo_t < struct task_struct *t > { ti_pid = t->pid; };
proc:::create { print(args[0]); }
