sched, pid$target {}
