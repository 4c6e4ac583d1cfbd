#pragma D option amin=Evolving/Evolving/Common
#pragma D attributes Evolving/Evolving/Common hidden
inline int hidden = curthread->pid;
struct out { int o; };
#pragma D attributes Stable/Stable/Common translator
translator struct out < struct task_struct *T > { o = T->pid; };
#pragma D attributes Stable/Stable/Common provider syscall function
syscall:::entry
{
	trace(hidden + 1);
	trace(xlate<struct out *>(curthread)->o);
	trace(probefunc);
}
