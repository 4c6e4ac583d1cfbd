BEGIN { trace(curthread->pdi); }
