BEGIN { self->x = this->y + `jiffies + mod`sym + ``usersym; }
