BEGIN /x == 0/ { x++; }
BEGIN /y++/ { trace(y); }
syscall::open:entry /pid == $pid && execname == "sh"/ { self->ts = timestamp; }
syscall::open:entry /self->ts/ { @[probefunc] = quantize(timestamp - self->ts); self->ts = 0; }
1, 2 { trace(1); }
BEGIN { if (pid == 1) { trace(1); } else { commit(1); } }
