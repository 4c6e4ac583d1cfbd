BEGIN { }
# 100 "inc.h" 1
int x = 3;
