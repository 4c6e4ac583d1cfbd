BEGIN { trace(xlate<struct task_struct>(1)); }
