typedef struct taskinfo { int ti_pid; int ti_tid; } taskinfo_t;
translator taskinfo_t < struct task_struct *t > { ti_pid = t->pid; };
proc:::create { trace(args[0]->ti_tid); }
