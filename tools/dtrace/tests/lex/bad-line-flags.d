# 3 "file" x
