unsigned struct task_struct x;
