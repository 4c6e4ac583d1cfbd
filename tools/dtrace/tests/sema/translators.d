struct info { int id; char *name; unsigned wide; };
typedef struct info info_t;
translator info_t < struct task_struct *T > { id = T->pid + 1; name = T->comm; wide = -1; };
translator info_t < int v > { id = v; };
inline info_t numbered[int n] = xlate <info_t> (n);
inline info_t *cur = xlate <info_t *> (curthread);
BEGIN { trace(xlate <info_t> (curthread).id); trace(xlate <info_t *> (curthread)->name); trace(cur->id); trace(cur->wide); trace(xlate <info_t> (5).id); x = cur->id; trace(numbered[7].id); }
