BEGIN { this->p = alloca(1048576); this->q = alloca(1048577); }
