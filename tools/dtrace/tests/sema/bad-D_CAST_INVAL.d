BEGIN { trace((int)`init_task); }
