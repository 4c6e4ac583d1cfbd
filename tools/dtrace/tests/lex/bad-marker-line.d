# 40 "included.h" 1
a
b "unterminated
