BEGIN {
	trace(copyinstr(arg0)); trace(strlen("x")); trace(rand()); trace(*(int *)copyin(arg0, 4)); trace(strjoin(execname, "x"));
	trace(htons(1)); trace(getmajor(5)); trace(mutex_owned((struct mutex *)arg0)); trace(mutex_owner((struct mutex *)arg0)->pid);
	trace(index("abc", "b")); trace(lltostr(5)); trace(inet_ntoa((ipaddr_t *)arg0)); trace(substr(execname, 1)); trace(strtok(NULL, ","));
	this->p = (string *)alloca(sizeof(string) + 1); *this->p = "abc"; trace(*this->p); trace(progenyof(1)); trace(strchr("a", 'b'));
	bcopy(curthread, this->p, 4); copyin(0, 1); copyout(this->p, arg0, 3); raise(9); stop(); breakpoint(); chill(100); panic();
}
