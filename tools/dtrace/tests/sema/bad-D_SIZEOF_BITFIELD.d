BEGIN { trace(sizeof(curthread->flag)); }
