BEGIN {
	trace(curthread->pid); trace(curthread->comm); trace(curthread->flag); trace(curthread->parent->pid);
	trace(`jiffies); trace(`init_task.comm); trace(`init_task.tasks.next); trace(&`schedule); trace(&`untyped);
	trace((int)`untyped); trace(*(int *)&`untyped); trace(GREEN); trace(curthread->color == RED); trace(vmlinux`jiffies);
	trace(stringof(curthread->comm)); trace(curthread->user_text); trace(*curthread->user_text);
	trace(stringof(curthread->user_text)); trace(stringof(arg0)); trace((string)arg1); trace(curthread->state);
	trace(&curthread->tasks); trace(curthread->numbers[1]); trace(curthread->numbers + 1); trace(ext4`ext4_root.block);
	trace(&curthread->comm[1]); trace(((struct task_struct *)arg0)->comm); trace(curthread->parent - curthread);
	trace(curthread == 0); trace(curthread != NULL); trace(pid ? curthread : 0); trace(sizeof(struct task_struct));
	trace(*(int *)0xdead000000000000); trace(uregs[3]); trace(execname == "x"); trace((char)`jiffies);
}
