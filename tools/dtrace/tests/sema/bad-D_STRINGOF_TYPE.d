BEGIN { trace(stringof(`init_task)); }
