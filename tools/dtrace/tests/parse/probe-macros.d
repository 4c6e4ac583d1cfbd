pid$1::$$2:$3-x, $pid:a$target, x$uid {}
