translator struct out < struct in *T > { a = T->x; b = stringof(T->self); };
translator out_t < in_t name > { };
translator out_t < int i > { m = i + 1; };
