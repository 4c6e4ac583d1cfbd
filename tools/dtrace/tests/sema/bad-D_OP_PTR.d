BEGIN { trace(`init_task->pid); }
