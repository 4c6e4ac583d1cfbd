fbt::wake_task.isra.0:entry { trace(args[0]); }
