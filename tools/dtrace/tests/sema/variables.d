BEGIN {
	x = 1; trace(x); y++; trace(y); s = "abc"; trace(s); trace(sizeof(s)); trace(sizeof("abc"));
	self->t = timestamp; trace(self->t); this->c = (char)1; trace(this->c + this->c); trace(this->c + x);
	a[1, "k"] = pid; trace(a[2, "z"]); self->a[execname] = 1; trace(self->a["x"]); self->a["x"]++;
	s = 0; x = y = 3; trace(x == y); trace(s == NULL); trace(s + 1); trace(s[0]); p = curthread; trace(p->pid);
	x += 5; x <<= 1; p += 1; trace(&p[1]);
}
