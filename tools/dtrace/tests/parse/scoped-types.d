BEGIN { x = (mod`foo_t *)y; z = sizeof (struct mod`tag); w = (mod`other) + 1; }
