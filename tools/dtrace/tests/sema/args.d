typedef struct taskinfo { int ti_pid; string ti_name; struct taskinfo *ti_self; } taskinfo_t;
translator taskinfo_t < struct task_struct *t > {
	ti_pid = t->pid;
	ti_name = stringof(t->comm);
};
proc:::create { trace(args[0]->ti_pid); trace(args[0]->ti_name); trace(args[1]); trace(args[2]); }
syscall::open:entry { trace(args[0]); trace(stringof(args[0])); trace(args[1]); }
syscall::close:entry { trace(args[0]); }
syscall:::entry { trace(args[1]); }
fbt::wake_task:entry { trace(args[0]->comm); trace(args[1]); this->p = args[0]; trace(sizeof(args[1])); }
fbt::wake_task:return { trace(args[0]); trace(args[1]); }
fbt::by_value:entry { trace(args[1]); trace(args[3]); }
sdt:::sched_wakeup { trace(args[0]->pid); trace(args[1]); }
syscall::open:entry, fbt::wake_task:entry { trace(args[0]); }
/* the predicate is checked first here, then the body once more */
fbt::wake_task:entry /(later = args[1]) > 0 && args[0] != NULL/ { trace(later); trace(args[1]); }
