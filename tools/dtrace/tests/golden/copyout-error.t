# copyout() to where nothing is: the clause fails, and says where
args: -qwn 'BEGIN { copyoutstr("x", 4096, 8); } ERROR { printf("%d %x", arg4, arg5); exit(0); }'
--- stdout $
1 1000$
--- status 0
