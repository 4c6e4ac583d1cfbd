provider foo {
	probe start();
	probe a__b(int x, char *y);
	probe c(struct s *) : (foo_t *q);
	probe d(int a, int b) : (int b, int a);
};
