# A struct in itself, which the kernel's struct of that name does not make complete
args: -x errtags -e -s $SCRIPT
--- script
struct task_struct { int a; struct task_struct s; };
BEGIN { }
--- stdout
--- stderr
dtrace: failed to compile script $DIR/case.d: [D_DECL_INCOMPLETE] line 1: incomplete struct/union/enum struct task_struct: s
    1 | struct task_struct { int a; struct task_struct s; };
      |                                                ^
--- status 1
