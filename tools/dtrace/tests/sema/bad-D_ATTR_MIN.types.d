#pragma D option amin=Stable/Stable/Common
dtrace:::BEGIN { trace(1); }
dtrace:::BEGIN { trace(((struct task_struct *)arg0)->pid); }
dtrace:::BEGIN { trace(sizeof(struct mutex)); }
dtrace:::END { trace(htons(5)); }
dtrace:::END { trace(curthread->pid); }
