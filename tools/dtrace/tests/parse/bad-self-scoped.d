BEGIN { self->mod`x = 1; }
