pid_t pid_t*x int*y foo*bar foo_t*[3] BEGIN END ERROR string* int:x pid_t-1 entry
