trace($$nosuch);
