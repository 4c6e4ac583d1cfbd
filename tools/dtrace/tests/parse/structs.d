struct a { int x; char *y, z[4]; };
union b { struct a a; struct { int n; } in; unsigned bits:3, :5, more:1 + 2; };
struct c;
struct { int anon; } d;
typedef struct e { struct e *next; } e_t;
e_t f;
enum color { RED, GREEN = 5, BLUE = GREEN + 1 };
enum { ONE = 1 } g;
int h[BLUE];
