BEGIN { trace(curthread->opaque->x); }
