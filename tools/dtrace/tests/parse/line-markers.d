# 1 "/dev/stdin"
BEGIN { }
# 10 "lib.h" 1
int x;
