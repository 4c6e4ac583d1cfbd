BEGIN { trace($1 - $2); x = $3; y = z->$3; w = ($4 *)v; trace($$1); trace($5); }
