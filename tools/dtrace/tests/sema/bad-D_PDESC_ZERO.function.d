BEGIN:tick-1 { trace(1); }
