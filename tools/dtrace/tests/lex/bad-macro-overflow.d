trace($1);
