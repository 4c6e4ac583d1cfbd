typedef struct taskinfo { int ti_pid; } taskinfo_t;
proc:::create { trace(args[0]); }
