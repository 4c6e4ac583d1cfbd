trace($3);
