inline int A = 1;
inline string B = "x";
inline foo_t *C[int a, string b] = (foo_t *)(a + 1);
inline const char D = 'x' ? A : 2;
