trace($nosuch);
