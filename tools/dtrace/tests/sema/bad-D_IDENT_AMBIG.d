BEGIN { GREEN = 5; trace(curthread->color == GREEN); }
