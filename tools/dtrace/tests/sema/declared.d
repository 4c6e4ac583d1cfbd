BEGIN { trace(g); trace(g[1]); trace(t.a); trace(t.b); trace(sizeof(t)); trace(offsetof(struct s, b)); trace(e); trace(TWO);
	t.a = 5; trace(ar["x", 1]); trace(name); trace(twice[21]); trace(big); self->d = 5; trace(arr[2]); }
struct s { int a; char b; unsigned f:3, g:7; };
struct s t;
string name;
enum num { ONE = 1, TWO };
enum num e;
inline int big = TWO * 1000;
inline int twice[int v] = v * 2;
string ar[string, int];
int *g;
self long d;
int arr[TWO + 1];
typedef struct s s_t;
extern int untyped;
BEGIN { trace(((s_t *)arg0)->b); trace(`untyped); trace(((struct s *)arg0)->g); }
