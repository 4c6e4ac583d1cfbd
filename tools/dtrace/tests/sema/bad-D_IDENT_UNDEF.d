BEGIN { trace(probefnc); }
